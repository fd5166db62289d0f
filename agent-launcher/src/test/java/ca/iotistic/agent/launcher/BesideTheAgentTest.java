package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that only look, on a directory that may not be written and that nobody understands. */
final class BesideTheAgentTest {
  @TempDir Path folder;

  @BeforeEach
  void aBrokenDevice() throws IOException {
    for (String name :
        List.of("schedule.json", "journal.json", "commands.json", "local.json", "history.jsonl")) {
      Files.writeString(folder.resolve(name), "{\"format\":99,");
    }
    rights("r-x------");
  }

  @AfterEach
  void makeRemovable() throws IOException {
    rights("rwx------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status --json",
        "history",
        "history some-id",
        "backups",
        "doctor",
        "doctor --json",
        "doctor --print-config"
      })
  void whatOnlyLooksLeavesEverythingAsItIs(String line) throws IOException {
    Map<String, String> before = everything();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    Map<String, String> environment =
        Map.of(
            "IOTISTIC_DEVICE", "abc-123",
            "IOTISTIC_STATE_DIR", folder.toString(),
            "IOTISTIC_MQTT_URL", "tcp://127.0.0.1:1",
            "IOTISTIC_DOCKER_HOST", "unix:///no/such.sock");

    Launcher.run(
        new Context(
            new Console(out, out, false, false),
            environment,
            Time.system(),
            new RealAgents("1.0.5"),
            Ending.NEVER,
            "1.0.5"),
        line.split(" "));

    assertThat(everything()).isEqualTo(before);
    assertThat(said.toString(UTF_8)).isNotBlank().doesNotContain("Exception", "should not happen");
  }

  /** Names, contents and times: a file that was written again would show. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String content = Files.isDirectory(file) ? "" : Arrays.toString(Files.readAllBytes(file));
        all.put(file.toString(), Files.getLastModifiedTime(file) + content);
      }
    }
    return all;
  }

  private void rights(String rights) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
  }
}
