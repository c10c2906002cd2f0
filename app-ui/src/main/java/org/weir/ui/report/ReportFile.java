package org.weir.ui.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a report as a zip that only its user can read. */
public final class ReportFile {
    private ReportFile() {}

    /**
     * Writes what was read. Waits for the disk.
     *
     * @throws IOException also when the file is there already: somebody may have sent it to somebody
     */
    public static void write(Report report, Path file) throws IOException {
        var rights = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
            write(report, java.nio.channels.Channels.newOutputStream(channel));
        } catch (IOException e) {
            if (!(e instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    private static void write(Report report, java.io.OutputStream to) throws IOException {
        try (var zip = new ZipOutputStream(to, StandardCharsets.UTF_8)) {
            for (var part : report.parts()) {
                zip.putNextEntry(new ZipEntry(part.name()));
                zip.write(part.text().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
