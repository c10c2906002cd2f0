package org.weir.ui.screen.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Ca;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** The authority itself: its name, its age, its fingerprint. */
final class AuthorityCard {
    private static final int FINGERPRINT_GROUP = 4;

    private final Desk desk;
    private final Label subject = Kit.paragraph("", "text-bold");
    private final Label age = Kit.paragraph("", "text-muted");
    private final Label problem = Kit.paragraph("");
    private final HBox trouble;
    private final Label fingerprint = Kit.paragraph("", "key");
    private final Button copy;
    private final HBox prints;
    private final VBox view;
    private String sha256 = "";
    private @Nullable Instant made;
    private @Nullable Long until;

    AuthorityCard(Desk desk) {
        this.desk = desk;
        copy = Kit.iconButton(
                Feather.COPY, desk.text("trust.copy-fingerprint"), () -> desk.copy(sha256, desk.text("shell.copied")));
        copy.setId("copy-fingerprint");
        HBox.setHgrow(fingerprint, Priority.ALWAYS);
        var name = Kit.label(desk.text("trust.fingerprint"), "text-muted");
        name.setMinWidth(Region.USE_PREF_SIZE);
        prints = Kit.row(name, fingerprint, copy);
        var icon = Icons.of(Feather.X_OCTAGON, Icons.MEDIUM);
        icon.getStyleClass().add("tone-bad");
        HBox.setHgrow(problem, Priority.ALWAYS);
        trouble = Kit.row(icon, problem);
        view = Kit.card(desk.text("trust.authority"), subject, age, prints, trouble);
    }

    VBox view() {
        return view;
    }

    void show(Ca.Status status) {
        subject.setText(status.subject() == null ? desk.text("trust.unreadable") : Formats.clean(status.subject()));
        var next = status.sha256() == null ? "" : Formats.clean(status.sha256());
        if (!next.equals(sha256)) {
            sha256 = next;
            made = null;
            fingerprint.setText(grouped(sha256));
            lookUpAge();
        }
        Kit.show(prints, !sha256.isEmpty());
        problem.setText(status.problem() == null ? "" : desk.text("trust.problem", Formats.clean(status.problem())));
        Kit.show(trouble, status.problem() != null);
        until = status.notAfterMs();
        showAge();
    }

    private void lookUpAge() {
        if (!sha256.isEmpty()) {
            // Without a notice when it fails: the rest of the card says enough.
            desk.engine().ask(client -> client.caCertificate(Ca.CURRENT)).thenAccept(found -> {
                if (found.sha256().equals(sha256)) {
                    made = madeAt(found.pem()).orElse(null);
                    showAge();
                }
            });
        }
    }

    private void showAge() {
        var formats = desk.texts().formats();
        var text = until == null ? "" : desk.text("trust.until", formats.dayAndTime(until));
        if (made != null) {
            var days = Duration.between(made, Instant.now()).toDays();
            text = desk.text("trust.made", formats.dayAndTime(made.toEpochMilli()), Math.max(0, days)) + " " + text;
        }
        age.setText(text);
        Kit.show(age, !text.isEmpty());
    }

    /** When a certificate begins to be valid; empty for what is none. */
    static Optional<Instant> madeAt(String pem) {
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return CertificateFactory.getInstance("X.509").generateCertificate(bytes) instanceof X509Certificate found
                    ? Optional.of(found.getNotBefore().toInstant())
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** As browsers show it, so that it can be compared by eye. */
    static String grouped(String hex) {
        var text = new StringBuilder();
        for (var i = 0; i < hex.length(); i += FINGERPRINT_GROUP) {
            text.append(text.isEmpty() ? "" : " ").append(hex, i, Math.min(hex.length(), i + FINGERPRINT_GROUP));
        }
        return text.toString();
    }
}
