/**
 * The untouched path on Linux: bytes of one flow moved between two descriptors without Netty's pipelines, and without
 * copying where they come in bulk.
 */
package org.weir.engine.relay.splice;
