package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherTest {
  @TempDir Path folder;
  private Workbench bench;

  @BeforeEach
  void make() throws IOException {
    bench = new Workbench(folder);
  }

  @Test
  void saysItsVersion() {
    assertThat(bench.run("--version")).isZero();
    assertThat(bench.out()).isEqualToIgnoringNewLines("Iotistic Device Agent v1.0.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "update",
        "rollback",
        "cancel",
        "status",
        "history",
        "backups",
        "doctor",
        "completion"
      })
  void everyCommandHasHelp(String command) {
    assertThat(bench.run(command, "--help")).isZero();
    assertThat(bench.out())
        .startsWith("Usage: iotistic-agent " + command)
        .contains("--config=FILE", "--help");
    assertThat(bench.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    assertThat(bench.err()).isEmpty();
  }

  @Test
  void helpNamesCommandsAndExitCodes() {
    assertThat(bench.run("--help")).isZero();
    assertThat(bench.out()).contains("update", "doctor", "Exit codes:", "IOTISTIC_MQTT_URL");
  }

  @Test
  void optionsOfAllCommandsMayStandBeforeTheCommand() {
    assertThat(bench.run("--config", "/no/such.yaml", "doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("/no/such.yaml: there is no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "frobnicate",
        "update 1.0.6 --frce",
        "update 1.0.6 1.0.7",
        "update --at",
        "--nonsense",
        "update --at yesterday",
        "update --at 02:00 --dry-run",
        "history -n many"
      })
  void misuseIsExplained(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(bench.run(arguments)).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).contains("--help` tells how it is used.").doesNotContain("Exception");
    assertThat(bench.out()).isEmpty();
  }

  @Test
  void suggestsWhatMayHaveBeenMeant() {
    assertThat(bench.run("updaet")).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).contains("Did you mean update?");
    assertThat(bench.run("update", "--frce")).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).contains("Did you mean --force?");
  }

  @Test
  void suggestsNothingThatIsNotNear() {
    assertThat(bench.run("frobnicate")).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).doesNotContain("Did you mean");
  }

  @Test
  void namesTheOptionThatWantsAValue() {
    assertThat(bench.run("update", "--at")).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).contains("--at needs a TIME behind it.");
  }

  @Test
  void whatIsMissingIsNotSaidOfAFileThatCannotBeUnderstood() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "mqtt: {password: geheim, [\n");
    assertThat(bench.run("run", "--config", broken.toString())).isEqualTo(Exit.USAGE);
    assertThat(bench.err())
        .contains("The configuration has a mistake:", "this is not YAML that can be understood (")
        .doesNotContain("is missing", "geheim");
  }

  @Test
  void completesInTheShell() {
    assertThat(bench.run("completion")).isZero();
    assertThat(bench.out()).contains("complete -F _complete_iotistic-agent", "--dry-run");
  }

  @Test
  void aStateDirectoryThatIsNoneIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    bench.environment.put("IOTISTIC_STATE_DIR", file + "/below");
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    assertThat(bench.run("cancel")).isEqualTo(Exit.FAILED);
    assertThat(bench.err())
        .contains("The file " + file, "Not a directory", "look at its disk, and at state_dir.");
  }
}
