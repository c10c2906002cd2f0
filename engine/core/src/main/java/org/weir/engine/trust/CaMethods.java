package org.weir.engine.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Ca;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.control.MethodGroup;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The {@code ca.*} methods (docs/protocol.md, section 4). No answer of theirs has anything of a key in it. */
public final class CaMethods implements MethodGroup {
    private final Authorities authorities;
    private final CanaryServers canaries;
    private volatile Runnable changed = () -> {};

    public CaMethods(Authorities authorities, CanaryServers canaries) {
        this.authorities = authorities;
        this.canaries = canaries;
    }

    @Override
    public void announceTo(Announcer announcer) {
        changed = announcer::statusChanged;
    }

    @Override
    public boolean serves(String method) {
        return switch (method) {
            case "ca.status", "ca.certificate", "ca.rotate", "ca.canary" -> true;
            default -> false;
        };
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        try {
            var result = switch (method) {
                case "ca.status" -> status();
                case "ca.certificate" -> certificate(authorities.certificate(isNext(params)));
                case "ca.canary" -> canaries.start(authorities.authority(isNext(params)));
                case "ca.rotate" -> rotate(read(params, Ca.RotateParams.class));
                default -> throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + method);
            };
            return RpcCodec.json().writeValueAsBytes(result);
        } catch (Authorities.RefusedException e) {
            throw new RpcException(ErrorCode.WRONG_STATE, e.getMessage());
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, method + " failed: " + e.getMessage());
        }
    }

    private Ca.Status rotate(Ca.RotateParams params) throws Authorities.RefusedException, IOException {
        switch (params.phase()) {
            case "make" -> authorities.makeNext();
            case "trusted" -> authorities.nextIsTrusted();
            case "commit" -> authorities.commitNext(Boolean.TRUE.equals(params.force()));
            case "abort" -> authorities.abortNext();
            case null -> throw new IllegalArgumentException("phase: is missing");
            default ->
                throw new IllegalArgumentException(
                        "phase: '" + params.phase() + "' is none of make, trusted, commit, abort");
        }
        changed.run();
        return status();
    }

    private Ca.Status status() {
        var now = authorities.status();
        var current = now.current();
        return new Ca.Status(
                now.problem() == null ? Ca.READY : Ca.UNUSABLE,
                current == null ? null : Names.commonName(current.getSubjectX500Principal()),
                current == null ? null : Authority.fingerprint(current),
                current == null ? null : current.getNotAfter().toInstant().toEpochMilli(),
                now.phase() == null ? null : next(now.phase(), now.next()),
                now.problem());
    }

    private static Ca.Next next(String phase, @Nullable X509Certificate certificate) {
        return certificate == null
                ? new Ca.Next(phase, null, null, null)
                : new Ca.Next(
                        phase,
                        Names.commonName(certificate.getSubjectX500Principal()),
                        Authority.fingerprint(certificate),
                        certificate.getNotAfter().toInstant().toEpochMilli());
    }

    private static Ca.Certificate certificate(X509Certificate certificate) throws IOException {
        try {
            return new Ca.Certificate(
                    Names.commonName(certificate.getSubjectX500Principal()),
                    Authority.fingerprint(certificate),
                    new String(Pem.encode("CERTIFICATE", certificate.getEncoded()), StandardCharsets.US_ASCII));
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    private static boolean isNext(ObjectNode params) {
        var which = read(params, Ca.Which.class).which();
        return switch (which) {
            case null -> false;
            case Ca.CURRENT -> false;
            case Ca.NEXT -> true;
            default -> throw new IllegalArgumentException("which: '" + which + "' is none of current, next");
        };
    }

    private static <T> T read(ObjectNode params, Class<T> type) {
        try {
            return RpcCodec.json().treeToValue(params, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("params: not of the right type", e);
        }
    }
}
