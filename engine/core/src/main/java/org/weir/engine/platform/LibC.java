package org.weir.engine.platform;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few functions of the C library that Java has no word for. */
final class LibC {
    private static final Logger LOG = LoggerFactory.getLogger(LibC.class);

    /** sysconf(_SC_GETPW_R_SIZE_MAX) is 1,024 on glibc; entries of directory services are longer. */
    private static final int ENTRY_BYTES = 16 * 1024;

    /** Larger than struct passwd on every 64-bit libc; the name is its first field. */
    private static final int PASSWD_BYTES = 128;

    /** Behind two pointers: name and password. */
    private static final int UID_AT = 16;

    interface Functions extends Library {
        int getpwnam_r(String name, Pointer passwd, Pointer buffer, long length, PointerByReference result);

        int getpwuid_r(int uid, Pointer passwd, Pointer buffer, long length, PointerByReference result);
    }

    private LibC() {}

    private static final class Holder {
        private static final Functions FUNCTIONS = Native.load("c", Functions.class);
    }

    static OptionalLong uid(String userName) {
        try (var passwd = new Memory(PASSWD_BYTES);
                var buffer = new Memory(ENTRY_BYTES)) {
            var result = new PointerByReference();
            var error = Holder.FUNCTIONS.getpwnam_r(userName, passwd, buffer, ENTRY_BYTES, result);
            return error != 0 || result.getValue() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Integer.toUnsignedLong(result.getValue().getInt(UID_AT)));
        } catch (LinkageError e) {
            LOG.warn("no user names: {}", e.toString());
            return OptionalLong.empty();
        }
    }

    static Optional<String> userName(long uid) {
        try (var passwd = new Memory(PASSWD_BYTES);
                var buffer = new Memory(ENTRY_BYTES)) {
            var result = new PointerByReference();
            var error = Holder.FUNCTIONS.getpwuid_r((int) uid, passwd, buffer, ENTRY_BYTES, result);
            if (error != 0 || result.getValue() == null) {
                return Optional.empty();
            }
            return Optional.ofNullable(result.getValue().getPointer(0)).map(name -> name.getString(0));
        } catch (LinkageError e) {
            LOG.warn("no user names: {}", e.toString());
            return Optional.empty();
        }
    }
}
