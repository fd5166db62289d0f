package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
    return scripts()
        .flatMap(
            script ->
                words.stream()
                    .flatMap(
                        word ->
                            Stream.of(
                                Arguments.of(script, List.of(word)),
                                Arguments.of(script, List.of("--resolve", word)),
                                Arguments.of(script, List.of("--prepare", word)))));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("attacks")
  void isRefusedBeforeAnythingHappens(String script, List<String> arguments) throws Exception {
    Shell.Result result = run(shell(Map.of()), script, arguments);

    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(3);
    assertThat(result.out().strip())
        .hasLineCount(1)
        .startsWith("result=rejected reason=invalid_version version= ");
    assertThat(result.err()).contains("nothing was done");
    assertThat(directory.resolve("calls")).doesNotExist();
    assertThat(directory.resolve("state")).doesNotExist();
  }

  static Stream<Arguments> variables() {
    List<String> words =
        List.of("../../x", "$(id)", "`id`", "a;b", "a b", "a\nb", "a/b", "*", "sha256:é");
    return scripts()
        .flatMap(
            script ->
                Stream.of("IOTISTIC_UPDATE_ID", "IOTISTIC_DIGEST", "IOTISTIC_BACKUP")
                    .flatMap(
                        variable ->
                            words.stream().map(word -> Arguments.of(script, variable, word))));
  }

  @ParameterizedTest(name = "{0} {1} {index}")
  @MethodSource("variables")
  void aVariableIsRefusedBeforeAnythingHappens(String script, String variable, String word)
      throws Exception {
    Shell shell = shell(Map.of(variable, word));
    for (String arguments : List.of("1.0.6", "--resolve 1.0.6", "--prepare 1.0.6", "--tidy")) {
      Shell.Result result = run(shell, script, List.of(arguments.split(" ")));

      assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(2);
      assertThat(result.out()).contains(" reason=invalid_field ");
    }
    assertThat(directory.resolve("calls")).doesNotExist();
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theToolsOfTheTestSeeWhatIsDone(String script) throws Exception {
    assertThat(run(shell(Map.of()), script, List.of("1.0.6")).exit()).isNotEqualTo(3);
    assertThat(directory.resolve("calls")).exists();
  }

  static Stream<String> scripts() {
    return Stream.of("update-agent-docker.sh", "update-agent-systemd.sh");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void anotherSecondWordIsAMistake(String script) throws Exception {
    Shell shell = shell(Map.of());
    assertThat(run(shell, script, List.of("1.0.6", "perhaps")).exit()).isEqualTo(2);
    assertThat(run(shell, script, List.of()).exit()).isEqualTo(2);
    assertThat(directory.resolve("calls")).doesNotExist();
  }

  private static Shell.Result run(Shell shell, String script, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of("../scripts", script).toAbsolutePath().normalize().toString());
    line.addAll(arguments);
    return shell.run(line);
  }

  /** In which every tool that could do something only writes down that it was called. */
  private Shell shell(Map<String, String> variables) throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Path file = tools.resolve(tool);
      Files.writeString(file, "#!/bin/sh\necho " + tool + " >>" + directory + "/calls\nexit 1\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Map<String, String> all = new HashMap<>(variables);
    all.put("PATH", tools + ":/usr/bin:/bin");
    all.put("IOTISTIC_STATE_DIR", directory.resolve("state").toString());
    all.put("IOTISTIC_SYSTEMD_BINARY", directory.resolve("none").toString());
    all.put("IOTISTIC_SCRIPT", "plain");
    return new Shell(directory, all);
  }
}
