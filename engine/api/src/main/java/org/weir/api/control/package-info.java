/** Records of control.sock (docs/protocol.md, section 4). */
package org.weir.api.control;
