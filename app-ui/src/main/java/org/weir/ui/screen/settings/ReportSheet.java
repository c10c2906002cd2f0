package org.weir.ui.screen.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.kit.Background;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.report.Redactor;
import org.weir.ui.report.Report;
import org.weir.ui.report.ReportFile;
import org.weir.ui.report.ReportParts;
import org.weir.ui.screen.Desk;

/** Shows the report to the letter before it can be saved. */
final class ReportSheet {
    private static final int ROWS = 15;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Where Linux says what the machine is called, without asking a name server. */
    private static final Path MACHINE_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Desk desk;
    private final Sheet sheet;
    private int asked;

    ReportSheet(Desk desk, Sheet sheet) {
        this.desk = desk;
        this.sheet = sheet;
    }

    /** Works without the engine: then the report has less in it. */
    void open() {
        var number = ++asked;
        say(desk.text("settings.report.making"));
        desk.command()
                .run(List.of("doctor"))
                .thenAccept(doctor -> desk.engine()
                        .ask(client -> client.settings())
                        .whenComplete((settings, thrown) -> {
                            var json = thrown == null ? pretty(settings) : desk.text("settings.away");
                            make(number, doctor.out().isBlank() ? doctor.complaint() : doctor.out(), json);
                        }));
    }

    private void say(String text) {
        sheet.show(
                desk.text("settings.report"),
                Kit.paragraph(text, "text-muted"),
                desk.text("settings.cancel"),
                List.of());
    }

    private static String pretty(Object value) {
        return RpcCodec.json().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }

    private void make(int number, String doctor, String settings) {
        var snapshot = desk.engine().snapshot();
        var flows = desk.engine().flows();
        Background.run(
                () -> ReportParts.of(about(), doctor, snapshot, settings, flows, redactor()),
                report -> {
                    // The user may have closed it meanwhile.
                    if (number == asked && sheet.isOpen()) {
                        present(report);
                    }
                },
                e -> say(desk.text("settings.failed", String.valueOf(e.getMessage()))));
    }

    private static Map<String, String> about() {
        var about = new LinkedHashMap<String, String>();
        var version = ReportSheet.class.getPackage().getImplementationVersion();
        about.put("weir-ui", version == null ? "development" : version);
        about.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        about.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        about.put("javafx", System.getProperty("javafx.version", ""));
        about.put("desktop", System.getenv().getOrDefault("XDG_CURRENT_DESKTOP", ""));
        about.put("session", System.getenv().getOrDefault("XDG_SESSION_TYPE", ""));
        about.put("language", java.util.Locale.getDefault().toLanguageTag());
        return about;
    }

    private static Redactor redactor() {
        return new Redactor(System.getProperty("user.home", ""), System.getProperty("user.name", ""), machine());
    }

    private static String machine() {
        try {
            return Files.isReadable(MACHINE_NAME)
                    ? Files.readString(MACHINE_NAME).strip()
                    : System.getenv().getOrDefault("COMPUTERNAME", "");
        } catch (IOException e) {
            return "";
        }
    }

    private void present(Report report) {
        var text = new TextArea(report.toRead());
        text.setId("report-text");
        text.setEditable(false);
        text.setPrefRowCount(ROWS);
        text.getStyleClass().add("lines");
        text.setAccessibleText(desk.text("settings.report"));
        var file = new TextField(Path.of(
                        System.getProperty("user.home", ""),
                        "weir-report-" + STAMP.format(LocalDateTime.now(java.time.ZoneId.systemDefault())) + ".zip")
                .toString());
        file.setId("report-file");
        file.setAccessibleText(desk.text("settings.report.file"));
        var save = Kit.button(
                Feather.SAVE, desk.text("settings.report.save"), () -> save(report, file.getText()), "accent");
        save.setId("sheet-go");
        sheet.show(
                desk.text("settings.report"),
                Kit.column(
                        Kit.paragraph(desk.text("settings.report.text"), "text-muted"),
                        text,
                        Kit.label(desk.text("settings.report.file")),
                        file),
                desk.text("settings.cancel"),
                List.of(save));
    }

    /** The sheet stays open until it is written: a name that does not do can be changed. */
    private void save(Report report, String name) {
        Background.run(
                () -> {
                    try {
                        var file = Path.of(name.strip()).toAbsolutePath();
                        ReportFile.write(report, file);
                        return file;
                    } catch (InvalidPathException e) {
                        throw new IOException(e.getMessage(), e);
                    }
                },
                file -> {
                    sheet.close();
                    desk.notices().done(desk.text("settings.report.saved", file));
                },
                e -> desk.notices().failed(desk.text("settings.report.not-saved", reason(e))));
    }

    private String reason(Exception e) {
        return e instanceof java.nio.file.FileAlreadyExistsException
                ? desk.text("settings.report.exists")
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
