/** What can be said about an app from its executable and arguments alone. Pure functions. */
package org.weir.engine.app;
