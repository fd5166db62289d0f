package ca.iotistic.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.jspecify.annotations.NullMarked;

/** Who may know whom. A package that wants to know one more has to say so here. */
@AnalyzeClasses(
    packages = "ca.iotistic.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "ca.iotistic.agent";

  @ArchTest static final ArchRule io_knows_nobody = knows("io");
  @ArchTest static final ArchRule spi_knows_io = knows("spi", "io");
  @ArchTest static final ArchRule http_knows_spi = knows("http", "spi", "io");
  @ArchTest static final ArchRule command_knows_spi = knows("command", "spi", "io");
  @ArchTest static final ArchRule status_knows_spi = knows("status", "spi", "io");

  @ArchTest
  static final ArchRule decision_knows_command = knows("decision", "command", "spi", "io");

  @ArchTest
  static final ArchRule schedule_knows_command = knows("schedule", "command", "spi", "io");

  @ArchTest
  static final ArchRule update_knows_neither_statuses_nor_commands = knows("update", "spi", "io");

  @ArchTest static final ArchRule script_knows_spi = knows("script", "spi", "io");

  @ArchTest
  static final ArchRule mqtt_knows_commands_and_statuses =
      knows("mqtt", "command", "status", "spi", "io");

  @ArchTest
  static final ArchRule no_cycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule a_library_does_not_chatter = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest static final ArchRule one_logging_facade = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule failures_have_names = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

  @ArchTest
  static final ArchRule a_library_never_ends_the_process_of_its_embedder =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("SwitcherMain")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .orShould()
          .callMethod(Runtime.class, "addShutdownHook", Thread.class);

  @ArchTest
  static final ArchRule one_class_starts_processes =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".io")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class);

  @ArchTest
  static final ArchRule strategies_know_no_json =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".spi")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule null_is_marked =
      classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

  private static ArchRule knows(String name, String... others) {
    String own = ROOT + "." + name;
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are ours and neither in " + name + " nor in " + Arrays.toString(others),
                (JavaClass c) ->
                    (c.getPackageName().equals(ROOT) || c.getPackageName().startsWith(ROOT + "."))
                        && !c.getPackageName().equals(own)
                        && Arrays.stream(others)
                            .noneMatch(other -> c.getPackageName().equals(ROOT + "." + other))))
        .allowEmptyShould(true);
  }
}
