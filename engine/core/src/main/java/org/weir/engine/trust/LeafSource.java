package org.weir.engine.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where leaf certificates come from. Any thread; never blocks the caller: a leaf that is not cached is minted elsewhere. */
public interface LeafSource {
    /**
     * A leaf for this name.
     *
     * @param name host name (SNI) or address literal that the client asked for; becomes the cache's key together with the
     *     upstream certificate
     * @param upstream the verified server's own leaf, whose names are copied; null when there is none
     * @return fails with {@link UnavailableException} when there is no usable authority: nothing is inspected then
     */
    CompletionStage<Leaf> leaf(String name, @Nullable X509Certificate upstream);

    /** Whether leaves can be minted now; else {@link #problem} says why not. */
    boolean available();

    /** Why nothing can be minted, for the user; null while all is well. */
    @Nullable
    String problem();

    /**
     * @param key of the leaf, never the authority's
     * @param chain the leaf first, then the authority
     */
    record Leaf(PrivateKey key, List<X509Certificate> chain) {
        public Leaf {
            chain = List.copyOf(chain);
        }
    }

    /** There is no usable authority. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnavailableException(String message) {
            super(message);
        }
    }
}
