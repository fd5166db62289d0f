package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no version is refused by the scripts before anything else is done. */
class ScriptVersionsIT {
  private static final List<String> TOOLS =
      List.of("docker", "curl", "jq", "systemctl", "systemd-run", "flock", "mkdir", "id", "touch");

  @TempDir Path directory;

  static Stream<Arguments> attacks() {
    List<String> words =
        List.of(
            "1.0.6; touch /tmp/x",
            "$(id)",
            "`id`",
            "../../x",
            "",
            "1".repeat(10_000),
            "1.0.6\n1.0.7",
            "1.0",
            "01.0.0",
            "1.0.6-",
            "--force",
            "-1.0.6",
            "1.0.6 ",
            "1.0.6/x",
            "latest\n",
            "LATEST",
            "1.0.६");
    return Stream.of("update-agent-docker.sh", "update-agent-systemd.sh")
        .flatMap(script -> words.stream().map(word -> Arguments.of(script, word)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("attacks")
  void isRefusedBeforeAnythingHappens(String script, String version) throws Exception {
    Shell.Result result = shell().run(script(script), version);

    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(3);
    assertThat(result.out().strip())
        .hasLineCount(1)
        .startsWith("result=rejected reason=invalid_version version= ");
    assertThat(result.err()).contains("nothing was done");
    assertThat(directory.resolve("calls")).doesNotExist();
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theToolsOfTheTestSeeWhatIsDone(String script) throws Exception {
    assertThat(shell().run(script(script), "1.0.6").exit()).isNotEqualTo(3);
    assertThat(directory.resolve("calls")).exists();
  }

  static Stream<String> scripts() {
    return Stream.of("update-agent-docker.sh", "update-agent-systemd.sh");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void anotherSecondWordIsAMistake(String script) throws Exception {
    assertThat(shell().run(script(script), "1.0.6", "perhaps").exit()).isEqualTo(2);
    assertThat(shell().run(script(script)).exit()).isEqualTo(2);
    assertThat(directory.resolve("calls")).doesNotExist();
  }

  private static String script(String name) {
    return Path.of("../scripts", name).toAbsolutePath().normalize().toString();
  }

  /** In which every tool that could do something only writes down that it was called. */
  private Shell shell() throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Path file = tools.resolve(tool);
      Files.writeString(file, "#!/bin/sh\necho " + tool + " >>" + directory + "/calls\nexit 1\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    return new Shell(
        directory,
        Map.of(
            "PATH",
            tools + ":/usr/bin:/bin",
            "IOTISTIC_STATE_DIR",
            directory.resolve("state").toString(),
            "IOTISTIC_SYSTEMD_BINARY",
            directory.resolve("none").toString(),
            "IOTISTIC_SCRIPT",
            "plain"));
  }
}
