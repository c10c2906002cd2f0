package org.weir.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The design's one-way dependencies (docs/architecture.md). */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.weir");
    }

    @Test
    void theDecidingPartsKnowNoNetty() {
        noClasses()
                .that()
                .resideInAnyPackage("..engine.policy..", "..engine.sniff..", "..engine.flow..", "..engine.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .check(classes);
    }

    @Test
    void theApiKnowsNeitherNettyNorAWindow() {
        noClasses()
                .that()
                .resideInAPackage("org.weir.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "javafx..", "org.weir.engine..")
                .check(classes);
    }

    @Test
    void nativeCallsAreMadeInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..")
                .check(classes);
    }

    @Test
    void valuesDependOnNobody() {
        noClasses()
                .that()
                .resideInAnyPackage("..engine.flow..", "..engine.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..engine.sniff..",
                        "..engine.policy..",
                        "..engine.intercept..",
                        "..engine.relay..",
                        "..engine.store..",
                        "..engine.control..",
                        "..engine.main..",
                        "..engine.platform..")
                .check(classes);
    }

    @Test
    void sniffingKnowsOnlyValues() {
        noClasses()
                .that()
                .resideInAPackage("..engine.sniff..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..engine.policy..",
                        "..engine.intercept..",
                        "..engine.relay..",
                        "..engine.store..",
                        "..engine.control..",
                        "..engine.main..",
                        "..engine.platform..")
                .check(classes);
    }

    @Test
    void decidingKnowsOnlyValuesAndNames() {
        noClasses()
                .that()
                .resideInAPackage("..engine.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..engine.intercept..",
                        "..engine.relay..",
                        "..engine.store..",
                        "..engine.control..",
                        "..engine.main..",
                        "..engine.platform..")
                .check(classes);
    }

    @Test
    void nobodyKnowsTheMainProgram() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..engine.main..", "org.weir.engine")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..engine.main..")
                .check(classes);
    }
}
