/** Pure decisions: (app, user, destination, name, protocol) to Decision. No I/O, no Netty. */
package org.weir.engine.policy;
