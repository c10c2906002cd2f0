package org.weir.engine.control;

import java.util.Set;
import org.weir.api.control.Hello;

/**
 * Who is at the other end, as the kernel says (SO_PEERCRED).
 *
 * @param access {@link Hello#FULL} or {@link Hello#STATUS}
 */
record Peer(int uid, String access) {

    /** Root and the owners may do everything, everybody else may see that we run. */
    static Peer of(int uid, Set<Integer> owners) {
        return new Peer(uid, uid == 0 || owners.contains(uid) ? Hello.FULL : Hello.STATUS);
    }

    boolean full() {
        return access.equals(Hello.FULL);
    }
}
