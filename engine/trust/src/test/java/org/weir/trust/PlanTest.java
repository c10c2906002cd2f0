package org.weir.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan changes nothing and names what the command then changes. */
class PlanTest {
    @TempDir
    private Path folder;

    private StoresLab lab;

    @BeforeEach
    void make() throws Exception {
        assumeTrue(StoresLab.has("certutil") && StoresLab.has("update-ca-certificates"));
        lab = new StoresLab(folder);
        lab.debian().browsers();
        lab.jdk("java-25", "PKCS12");
    }

    @Test
    void whatWillBeInstalledIsNamedAndNothingIsTouched() throws Exception {
        var before = lab.tree();
        var stores = lab.trust().stores();

        var plans = lab.trust().planInstall(lab.ca, stores, false);

        assertThat(lab.tree()).as("a plan changes nothing").isEqualTo(before);
        assertThat(plans).hasSameSizeAs(stores).allMatch(Plan::possible);
        lab.trust().install(lab.ca, stores, false);
        assertThat(paths(plans, Set.of("create", "replace", "remake"))).isEqualTo(changed(before, lab.tree()));
    }

    @Test
    void whatWillBeRemovedIsNamedAndNothingIsTouched() throws Exception {
        var stores = lab.trust().stores();
        var clean = lab.tree();
        lab.trust().install(lab.ca, stores, false);
        var before = lab.tree();

        var plans = lab.trust().planRemove(stores, List.of());

        assertThat(lab.tree()).as("a plan changes nothing").isEqualTo(before);
        lab.trust().remove(stores, List.of());
        assertThat(lab.tree()).isEqualTo(clean);
        assertThat(paths(plans, Set.of("delete", "restore", "remake"))).isEqualTo(changed(before, lab.tree()));
    }

    @Test
    void theFileOfVariablesIsShownAsItWillBe() throws Exception {
        var plan = lab.trust().planInstall(lab.ca, List.of("env"), true).getFirst();
        assertThat(plan.steps())
                .filteredOn(step -> step.content() != null)
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.path()).endsWith("trust.sh");
                    assertThat(step.content()).contains("NODE_EXTRA_CA_CERTS");
                });
    }

    @Test
    void whatIsThereAlreadyNeedsNoStep() throws Exception {
        lab.trust().install(lab.ca, List.of("chromium"), true);
        var plan = lab.trust().planInstall(lab.ca, List.of("chromium"), true).getFirst();
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.words()).contains("already");
        assertThat(lab.trust()
                        .planRemove(List.of("system"), List.of())
                        .getFirst()
                        .words())
                .isEqualTo("nothing of ours was there");
    }

    @Test
    void whatTheUserTookOutIsNotPlannedUnlessNamed() throws Exception {
        lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), false);
        Programs.must(
                List.of(
                        "/usr/bin/certutil",
                        "-D",
                        "-n",
                        lab.ca.subject(),
                        "-d",
                        "sql:" + folder.resolve("home/.mozilla/firefox/ab12cd34.default-release")),
                Map.of());
        var unasked = lab.trust()
                .planInstall(lab.ca, List.of(StoresLab.FIREFOX), false)
                .getFirst();
        assertThat(unasked.possible()).isFalse();
        assertThat(unasked.steps()).isEmpty();
        assertThat(lab.trust()
                        .planInstall(lab.ca, List.of(StoresLab.FIREFOX), true)
                        .getFirst()
                        .steps())
                .isNotEmpty();
    }

    private static Set<String> paths(List<Plan> plans, Set<String> actions) {
        return plans.stream()
                .flatMap(plan -> plan.steps().stream())
                .filter(step -> actions.contains(step.action()))
                .map(Plan.Step::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Files that differ, without folders, links of the bundle's folder and the ledger. */
    private Set<String> changed(Map<String, String> before, Map<String, String> after) {
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        all.removeIf(file -> Objects.equals(before.get(file), after.get(file))
                || file.contains("lib/weir-trust")
                || file.contains("state/weir/trust")
                || String.valueOf(before.get(file) + after.get(file)).contains("->")
                || (isFolder(before.get(file)) && isFolder(after.get(file))));
        return all.stream().map(file -> folder.resolve(file).toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isFolder(@Nullable String what) {
        return what == null || !what.contains(" ");
    }
}
