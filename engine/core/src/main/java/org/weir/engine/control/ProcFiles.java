package org.weir.engine.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What doctor reads of proc(5). Best effort: what cannot be read is empty, and never an error. */
final class ProcFiles {
    private static final int LISTENING = 0x0A;

    private final Path proc;

    /** @param proc /proc, or a test's copy of it */
    ProcFiles(Path proc) {
        this.proc = proc;
    }

    /** The value of a line "Name:\tvalue" of /proc/self/status. */
    Optional<String> ownStatus(String name) {
        return lines("self/status").stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** The soft limit of open descriptors, empty when unlimited or unreadable. */
    Optional<Long> descriptorLimit() {
        return lines("self/limits").stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                .filter(word -> word.chars().allMatch(Character::isDigit) && !word.isEmpty())
                .map(Long::parseLong)
                .findFirst();
    }

    int openDescriptors() {
        return list(proc.resolve("self/fd")).size();
    }

    /** Whether this process listens on TCP over IPv6 ({@code tcp6}) or IPv4 ({@code tcp}). */
    boolean listens(String table) {
        var own = ownSockets();
        for (var line : lines("self/net/" + table)) {
            // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
            var columns = line.strip().split("\\s+");
            if (columns.length > 9 && columns[3].equals("%02X".formatted(LISTENING)) && own.contains(columns[9])) {
                return true;
            }
        }
        return false;
    }

    /** Whether any interface but the loopback has an IPv6 address that reaches beyond its link. */
    boolean hasIpv6() {
        // address ifindex prefix scope flags name; scope 0 is global
        return lines("self/net/if_inet6").stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(columns -> columns.length == 6 && columns[3].equals("00") && !columns[5].equals("lo"));
    }

    /** Names (comm) of all processes that can be seen. */
    Set<String> processNames() {
        var names = new TreeSet<String>();
        for (var process : list(proc)) {
            var name = process.getFileName().toString();
            if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
                lines(name + "/comm").stream().findFirst().map(String::strip).ifPresent(names::add);
            }
        }
        return names;
    }

    private Set<String> ownSockets() {
        var inodes = new HashSet<String>();
        for (var descriptor : list(proc.resolve("self/fd"))) {
            try {
                var target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            } catch (IOException | RuntimeException e) {
                // Closed meanwhile.
            }
        }
        return inodes;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    private static List<Path> list(Path folder) {
        var all = new java.util.ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(all::add);
        } catch (IOException | RuntimeException e) {
            // As far as it went.
        }
        return all;
    }
}
