package io.spillway.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The package map: the edges named here are the only ones. ARCHITECTURE.md shows the same map with its reasons. */
final class ArchitectureTest {

    private static final String ROOT = "io.spillway.server";

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry(
                    "config",
                    Set.of(
                            "task",
                            "retry",
                            "pool",
                            "plugin",
                            "alert",
                            "alertmanager",
                            "degrade",
                            "policy",
                            "drill",
                            "sla",
                            "limits",
                            "engine",
                            "submit",
                            "deadletter",
                            "redis",
                            "telemetry",
                            "auth",
                            "audit",
                            "node",
                            "breaker",
                            "web")),
            Map.entry("task", Set.of()),
            Map.entry("retry", Set.of("task")),
            Map.entry("pool", Set.of()),
            Map.entry("plugin", Set.of("task")),
            Map.entry("alert", Set.of()),
            Map.entry("degrade", Set.of("task", "alert", "sli")),
            Map.entry("sli", Set.of("task")),
            Map.entry("effect", Set.of("task", "degrade", "sli")),
            Map.entry("policy", Set.of("plugin", "alert", "degrade")),
            Map.entry("alertmanager", Set.of("alert", "degrade")),
            Map.entry("sla", Set.of("task")),
            Map.entry("breaker", Set.of("task")),
            Map.entry("limits", Set.of("task", "plugin")),
            Map.entry("submit", Set.of("task", "plugin", "degrade")),
            Map.entry("engine", Set.of("task", "retry", "pool", "plugin", "degrade", "limits", "breaker")),
            Map.entry("deadletter", Set.of("task", "plugin", "degrade", "submit")),
            Map.entry("node", Set.of()),
            Map.entry("drill", Set.of("task", "alert", "degrade", "submit")),
            Map.entry(
                    "redis",
                    Set.of(
                            "task",
                            "deadletter",
                            "limits",
                            "waiting",
                            "alert",
                            "degrade",
                            "sli",
                            "effect",
                            "auth",
                            "audit",
                            "node",
                            "breaker",
                            "drill")),
            Map.entry("telemetry", Set.of("task", "engine", "limits", "submit", "alert", "degrade", "node")),
            Map.entry("follow", Set.of("task")),
            Map.entry("waiting", Set.of("task", "plugin", "degrade", "limits", "node")),
            Map.entry("auth", Set.of()),
            Map.entry("audit", Set.of()),
            Map.entry(
                    "web",
                    Set.of(
                            "task",
                            "retry",
                            "pool",
                            "plugin",
                            "alert",
                            "degrade",
                            "effect",
                            "policy",
                            "drill",
                            "sla",
                            "limits",
                            "engine",
                            "submit",
                            "deadletter",
                            "waiting",
                            "follow",
                            "telemetry",
                            "auth",
                            "audit",
                            "node",
                            "breaker")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyPackageIsOnTheMap() {
        Set<String> packages = CLASSES.stream()
                .map(type -> type.getPackageName())
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MAY_IMPORT.keySet()).containsAll(packages);
    }

    @TestFactory
    Set<DynamicTest> edges() {
        return MAY_IMPORT.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " imports what the map allows", () -> {
                    String[] forbidden = MAY_IMPORT.keySet().stream()
                            .filter(other -> !other.equals(entry.getKey()))
                            .filter(other -> !entry.getValue().contains(other))
                            .map(other -> ROOT + "." + other)
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + entry.getKey())
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(forbidden))
                            .orShould()
                            .dependOnClassesThat(resideInAnyPackage(ROOT))
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }))
                .collect(Collectors.toSet());
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @TestFactory
    Set<DynamicTest> librariesHaveOneUser() {
        return Set.of(
                onlyIn("redis", "redis.."),
                onlyIn("web", "io.javalin..", "org.thymeleaf..", "jakarta.servlet.."),
                onlyIn("telemetry", "io.prometheus..", "io.opentelemetry.."));
    }

    private static DynamicTest onlyIn(String owner, String... libraries) {
        return DynamicTest.dynamicTest(
                String.join(", ", libraries) + " is used in " + owner + " only",
                () -> noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + "." + owner)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(libraries))
                        .check(CLASSES));
    }

    @Test
    void timeAndChanceComeFromTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("a test must be able to say what time it is")
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .because("a wait is on a condition, so that closing ends it at once")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(type -> type.getPackage())
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }
}
