package org.weir.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The window is a client of the engine, and its pure parts are pure. */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.weir.ui");
    }

    @Test
    void ofTheEngineOnlyTheApiIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.weir.engine..", "org.weir.cli..", "org.weir.trust..", "org.weir.testkit..", "io.netty..")
                .check(classes);
    }

    @Test
    void statesQueriesAndTheConnectionKnowNoWindow() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.weir.ui.engine..",
                        "org.weir.ui.state..",
                        "org.weir.ui.query..",
                        "org.weir.ui.text..",
                        "org.weir.ui.prefs..",
                        "org.weir.ui.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..", "java.awt..")
                .check(classes);
    }

    @Test
    void queriesAndStatesDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage("org.weir.ui.state..", "org.weir.ui.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "org.weir.ui.screen..")
                .check(classes);
    }

    @Test
    void screensKnowNeitherEachOtherNorTheShell() {
        for (var screen :
                new String[] {"home", "flows", "guide", "trust", "settings", "approvals", "apps", "rules", "http"}) {
            noClasses()
                    .that()
                    .resideInAPackage("org.weir.ui.screen." + screen + "..")
                    .should()
                    .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                            "of another screen or of the program",
                            other -> (other.getPackageName().startsWith("org.weir.ui.screen.")
                                            && !other.getPackageName().startsWith("org.weir.ui.screen." + screen))
                                    || other.getPackageName().startsWith("org.weir.ui.main")))
                    .check(classes);
        }
    }

    @Test
    void theReportKnowsNoWindowAndOnlyItsFileWritesToTheDisk() {
        noClasses()
                .that()
                .resideInAPackage("org.weir.ui.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "org.weir.ui.screen..", "org.weir.ui.command..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("org.weir.ui.report..")
                .and()
                .doNotHaveSimpleName("ReportFile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..")
                .check(classes);
    }

    /** A screen that starts a program itself would start it on the window's own thread, as somebody else, or untested. */
    @Test
    void programsAreStartedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.weir.ui.command..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(classes);
    }

    @Test
    void dBusStaysInTheTray() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.weir.ui.tray..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.freedesktop..")
                .check(classes);
    }

    /** While an animation runs, however slow, JavaFX prepares 60 pictures a second. */
    @Test
    void whatComesAgainIsNoAnimation() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javafx.animation.Timeline")
                .check(classes);
    }
}
