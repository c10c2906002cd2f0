/** Records of interceptor.sock (docs/protocol.md, section 2). */
package org.weir.api.interceptor;
