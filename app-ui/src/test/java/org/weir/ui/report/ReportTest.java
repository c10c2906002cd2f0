package org.weir.ui.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.FlowView;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.engine.Snapshot;

/** What is read is what is written. */
class ReportTest {
    @TempDir
    private Path folder;

    private static Report report() throws IOException {
        var flows = List.of(org.weir.api.rpc.RpcCodec.json()
                .treeToValue(ScriptedEngine.golden("flows.list.response.json").at("/result/flows"), FlowView[].class));
        return ReportParts.of(
                Map.of("weir-ui", "0.1.0"),
                "cookie: x=topsecret\nall is well",
                Snapshot.NOTHING,
                "{\"a\":1}",
                flows,
                new Redactor("/home/anna", "anna", "laptop7"));
    }

    @Test
    void theZipHoldsWhatWasRead() throws IOException {
        var report = report();
        var file = folder.resolve("report.zip");
        ReportFile.write(report, file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(report.parts().size());
            for (var part : report.parts()) {
                var text = new String(
                        zip.getInputStream(zip.getEntry(part.name())).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text).isEqualTo(part.text());
                assertThat(report.toRead()).contains(text);
            }
        }
        assertThat(report.toRead()).contains("all is well").doesNotContain("topsecret");
    }

    @Test
    void connectionsAreListedWithoutTheirHosts() throws IOException {
        var text = report().toRead();
        assertThat(text).contains("curl").doesNotContain("web.lab.test").doesNotContain("192.0.2.");
    }

    @Test
    void aFileThatIsThereStays() throws IOException {
        var file = Files.writeString(folder.resolve("report.zip"), "mine");
        assertThatThrownBy(() -> ReportFile.write(report(), file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void aFolderThatIsNotThereIsToldOf() {
        assertThatThrownBy(() -> ReportFile.write(report(), folder.resolve("no/report.zip")))
                .isInstanceOf(IOException.class);
    }
}
