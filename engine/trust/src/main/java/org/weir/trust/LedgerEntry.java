package org.weir.trust;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * That one authority was put into one store, or was about to be.
 *
 * @param store its id
 * @param phase {@link #INSTALLING}, {@link #INSTALLED} or {@link #REMOVING}
 * @param files that are replaced as a whole
 * @param derived that another program made again afterwards (bundles, hash links are not among them)
 * @param folders that were made, the deepest last
 * @param restoreDerived while removing: whether the derived files were as we had left them
 * @param verifiedAtMs when a client was last seen to trust it, Unix time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LedgerEntry(
        String store,
        CaCertificate ca,
        String phase,
        List<Change> files,
        List<Change> derived,
        List<String> folders,
        @JsonProperty("restore_derived") boolean restoreDerived,
        @JsonProperty("verified_at_ms") @Nullable Long verifiedAtMs) {
    static final String INSTALLING = "installing";
    static final String INSTALLED = "installed";
    static final String REMOVING = "removing";

    /**
     * @param before hash of what was there, or {@link FileImage#ABSENT}; the content is among the saved ones
     * @param after hash of what is there with our authority; null while that is not known
     * @param rights of the file if it has to be made again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(String path, String before, @Nullable String after, String rights) {}

    LedgerEntry {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(ca, "ca");
        Objects.requireNonNull(phase, "phase");
        files = files == null ? List.of() : List.copyOf(files);
        derived = derived == null ? List.of() : List.copyOf(derived);
        folders = folders == null ? List.of() : List.copyOf(folders);
    }

    boolean isOf(TrustStore other, CaCertificate authority) {
        return store.equals(other.id()) && ca.sha256().equals(authority.sha256());
    }

    LedgerEntry installed(List<Change> allFiles, List<Change> allDerived) {
        return new LedgerEntry(store, ca, INSTALLED, allFiles, allDerived, folders, false, null);
    }

    LedgerEntry removing(boolean restore) {
        return new LedgerEntry(store, ca, REMOVING, files, derived, folders, restore, verifiedAtMs);
    }

    /** With these folders before its own. */
    LedgerEntry withFolders(List<String> more) {
        var all = Stream.concat(more.stream(), folders.stream()).distinct().toList();
        return new LedgerEntry(store, ca, phase, files, derived, all, restoreDerived, verifiedAtMs);
    }

    LedgerEntry verifiedAt(@Nullable Long millis) {
        return new LedgerEntry(store, ca, phase, files, derived, folders, restoreDerived, millis);
    }
}
