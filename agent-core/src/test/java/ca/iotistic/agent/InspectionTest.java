package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.mqtt.Greeting;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.spi.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a device beside its agent, in whatever state it is. */
final class InspectionTest {
  @TempDir Path directory;

  @AfterEach
  void makeRemovable() throws IOException {
    writable(true);
  }

  @Test
  void leavesAReadOnlyDirectoryOfBrokenFilesAsItIs() throws Exception {
    Files.createDirectories(directory.resolve("outbox"));
    for (String name :
        List.of("schedule.json", "journal.json", "commands.json", "history.jsonl", "outbox/1")) {
      Files.writeString(directory.resolve(name), "{\"format\":99,");
    }
    writable(false);
    Map<String, String> before = everything();

    Inspection inspection = inspection(Map.of("schedule.window", "02:00-05:00"));

    assertThat(inspection.checks()).containsExactly(Check.met("the target is there"));
    assertThat(inspection.backups()).isEmpty();
    assertThat(inspection.outlook().jumped()).isFalse();
    assertThat(inspection.broker()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void makesNoDirectory() throws Exception {
    Path none = directory.resolve("none");
    Inspection inspection =
        UpdateAgent.builder()
            .device("abc-123")
            .version("1.0.5")
            .stateDirectory(none)
            .updater(InPlace.class)
            .inspect();

    assertThat(inspection.checks()).isNotEmpty();
    assertThat(inspection.outlook().floor()).isEqualTo(Assembly.BUILT);
    assertThat(none).doesNotExist();
  }

  @Test
  void knowsWhatTheAgentThinksOfTheClockAndWhenTheWindowIs() throws Exception {
    Files.writeString(
        directory.resolve("schedule.json"),
        "{\"format\":1,\"suspicious\":true,\"confirmed\":\"2199-01-01T00:00:00Z\"}");

    Outlook outlook =
        inspection(Map.of("schedule.window", "02:00-05:00", "schedule.zone", "Asia/Tokyo"))
            .outlook();

    assertThat(outlook.jumped()).isTrue();
    assertThat(outlook.floor()).isEqualTo(Instant.parse("2199-01-01T00:00:00Z"));
    assertThat(outlook.zone().getId()).isEqualTo("Asia/Tokyo");
    assertThat(outlook.opening())
        .hasValueSatisfying(
            opening -> {
              assertThat(opening.end()).isAfter(outlook.now());
              assertThat(Duration.between(opening.begin(), opening.end())).hasHours(3);
            });
  }

  @Test
  void worksBesideARunningAgent() throws Exception {
    Path target = Files.writeString(directory.resolve("target"), "1.0.5");
    FakeCloud cloud = new FakeCloud();
    try (UpdateAgent agent =
        UpdateAgent.builder()
            .device("abc-123")
            .version("1.0.5")
            .stateDirectory(directory.resolve("state"))
            .settings(Map.of(InPlace.TARGET, target.toString()))
            .updater(InPlace.class)
            .connection(cloud, cloud)
            .build()) {
      agent.start();
      cloud.awaitState(state -> state.path("online").asBoolean());

      assertThat(inspection(Map.of()).checks()).isNotEmpty();

      cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");
      cloud.awaitStatus("update_succeeded");
    }
  }

  @Test
  void saysWhyTheBrokerCannotBeTried() throws Exception {
    assertThat(inspection(Map.of("mqtt.url", "tcp://localhost:1", "mqtt.password", "x")).broker())
        .hasValueSatisfying(
            greeting -> {
              assertThat(greeting.welcome()).isEqualTo(Greeting.Welcome.REFUSED);
              assertThat(greeting.sentence()).contains("set mqtt.username too");
            });
  }

  private Inspection inspection(Map<String, String> settings) {
    return UpdateAgent.builder()
        .device("abc-123")
        .version("1.0.5")
        .stateDirectory(directory)
        .settings(settings)
        .updater(InPlace.class)
        .inspect();
  }

  /** Names, contents and times: a file that was written again would show. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        String content = Files.isDirectory(file) ? "" : Arrays.toString(Files.readAllBytes(file));
        all.put(file.toString(), Files.getLastModifiedTime(file) + content);
      }
    }
    return all;
  }

  private void writable(boolean now) throws IOException {
    for (String name : List.of("outbox", ".")) {
      Path folder = directory.resolve(name);
      if (Files.isDirectory(folder)) {
        Files.setPosixFilePermissions(
            folder, PosixFilePermissions.fromString(now ? "rwx------" : "r-x------"));
      }
    }
  }
}
