/** What the operating system has to be asked natively. The only package that uses JNA. */
package org.weir.engine.platform;
