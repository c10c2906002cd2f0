/** From a decided flow to bytes on both sides: dialling, upstream proxies, and the untouched path. */
package org.weir.engine.relay;
