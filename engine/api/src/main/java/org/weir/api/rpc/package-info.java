/** JSON-RPC 2.0 lines: messages, errors and their codec. */
package org.weir.api.rpc;
