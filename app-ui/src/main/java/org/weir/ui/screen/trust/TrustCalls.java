package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.List;

/** The command lines of {@code weir trust}. Pure. */
final class TrustCalls {
    private TrustCalls() {}

    static List<String> list() {
        return List.of("trust", "list", "--json");
    }

    static List<String> verify(String store) {
        return List.of("trust", "verify", "--json", "--store", store);
    }

    static List<String> verifyAll() {
        return List.of("trust", "verify", "--json");
    }

    /** Without the question that the command asks on a terminal: the sheet has asked it. */
    static List<String> install(String store) {
        return List.of("trust", "install", "--json", "--yes", "--store", store);
    }

    static List<String> remove(String store) {
        return List.of("trust", "remove", "--json", "--store", store);
    }

    static List<String> removeAll() {
        return List.of("trust", "remove", "--json", "--all");
    }

    static List<String> removeFormer() {
        return List.of("trust", "remove", "--json", "--former");
    }

    /** The same, but only to be told what it would do. */
    static List<String> plan(List<String> call) {
        var line = new ArrayList<>(call);
        line.remove("--yes");
        line.add("--plan");
        return line;
    }

    /** For a person: what only programs need is left out. */
    static List<String> forPerson(List<String> call) {
        return call.stream().filter(word -> !word.equals("--json")).toList();
    }
}
