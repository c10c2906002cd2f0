package org.weir.engine.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.weir.engine.store.AtomicFile;

/**
 * The folder of the authorities: {@code state.json}, and for each authority {@code ID.key} (0600, PKCS#8, not encrypted) and
 * {@code ID.crt}. The one place that reads or writes a key. Not safe for use by several threads.
 */
class AuthorityFolder {
    /** Ours have about 1 KiB; anything much larger is not ours and is not read into memory. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final String STATE = "state.json";
    private static final String OWNER_ONLY = "rw-------";
    private static final String FOR_ALL = "rw-r--r--";
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path folder;

    /** Something there cannot be used; the message is for the user and starts in the middle of a sentence. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    AuthorityFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** Empty when there is no such file. */
    Optional<AuthorityState> readState() throws UnusableException {
        var file = folder.resolve(STATE);
        try {
            return Optional.of(AuthorityState.decode(read(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (IllegalArgumentException e) {
            throw new UnusableException(file + " is damaged");
        }
    }

    void writeState(AuthorityState state) throws IOException {
        put(folder.resolve(STATE), state.encode(), OWNER_ONLY);
    }

    /** Keeps a state that nobody could read for whoever wants to know; the newest only. */
    void putStateAside() throws IOException {
        var file = folder.resolve(STATE);
        if (Files.exists(file)) {
            Files.move(file, folder.resolve(STATE + ".bad"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Whether an authority was ever made here, as far as files tell. */
    boolean holdsAuthorities() throws UnusableException {
        try (var found = Files.newDirectoryStream(folder, "*.{key,crt}")) {
            return found.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The key first: a certificate without a key is worth nothing. */
    void write(String id, Authority authority) throws IOException {
        put(keyFile(id), Pem.encode(KEY, authority.key().getEncoded()), OWNER_ONLY);
        try {
            put(
                    certificateFile(id),
                    Pem.encode(CERTIFICATE, authority.certificate().getEncoded()),
                    FOR_ALL);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    Authority read(String id) throws UnusableException {
        var certificate = certificate(id);
        var authority = new Authority(key(id), certificate);
        var flaw = authority.flaw();
        if (flaw != null) {
            throw new UnusableException(flaw + " (" + certificateFile(id) + ")");
        }
        return authority;
    }

    X509Certificate certificate(String id) throws UnusableException {
        var file = certificateFile(id);
        try {
            var der = Pem.decode(CERTIFICATE, read(file));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableException(file + " is damaged");
        }
    }

    void delete(String id) throws IOException {
        remove(keyFile(id));
        remove(certificateFile(id));
    }

    /** Every change of a file is one of these two and atomic; tests stop between them. */
    void put(Path file, byte[] content, String rights) throws IOException {
        AtomicFile.write(file, content, rights);
    }

    void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private PrivateKey key(String id) throws UnusableException {
        var file = keyFile(id);
        try {
            var rights = Files.getPosixFilePermissions(file);
            if (rights.stream().anyMatch(OTHERS::contains)) {
                throw new UnusableException(file + " could be read or changed by others ("
                        + PosixFilePermissions.toString(rights)
                        + "): make a new authority, or chmod 600 it if you are sure that nobody did");
            }
            var der = Pem.decode(KEY, read(file));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableException(file + " is damaged");
        }
    }

    private Path keyFile(String id) {
        return folder.resolve(id + ".key");
    }

    private Path certificateFile(String id) {
        return folder.resolve(id + ".crt");
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("too large to be ours");
            }
            return bytes;
        }
    }

    private static UnusableException unreadable(Path file, IOException e) {
        return new UnusableException(
                switch (e) {
                    case NoSuchFileException _ -> file + " is missing";
                    case AccessDeniedException _ -> file + " may not be read by the engine's user";
                    default -> file + " cannot be read: " + e.getMessage();
                });
    }
}
