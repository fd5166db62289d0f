package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the very line of the Dockerfile. */
final class HeartbeatTest {
  private static final Path DOCKERFILE = Path.of("..", "Dockerfile");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("heartbeat");
  }

  @Test
  void aFreshBeatIsHealthy() throws Exception {
    new Heartbeat(Optional.of(file)).beat();
    assertThat(healthy()).isTrue();
    assertThat(Files.size(file)).isEqualTo(16);
  }

  @Test
  void anOldBeatAndABeatOfAnEarlierBootAreNot() throws Exception {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    long seconds = Long.parseLong(uptime.substring(0, uptime.indexOf('.')));
    Files.writeString(file, (seconds - 61) + "\n");
    assertThat(healthy()).isFalse();
    Files.writeString(file, (seconds + 10_000) + "\n");
    assertThat(healthy()).isFalse();
  }

  @Test
  void noBeatAtAllIsNot() throws Exception {
    assertThat(healthy()).isFalse();
    Files.createFile(file);
    assertThat(healthy()).isFalse();
  }

  @Test
  void whereNoneIsWantedOrPossibleNothingHappens() {
    new Heartbeat(Optional.empty()).beat();
    new Heartbeat(Optional.of(folder.resolve("no/such/folder"))).beat();
    assertThat(folder).isEmptyDirectory();
  }

  private boolean healthy() throws IOException, InterruptedException {
    return new Processes(Seam.NONE)
        .run(
            List.of("/bin/sh", "-c", check()),
            Map.of("IOTISTIC_HEARTBEAT", file.toString()),
            folder,
            Duration.ofSeconds(60),
            line -> {})
        .ok();
  }

  private static String check() throws IOException {
    String text = Files.readString(DOCKERFILE).replace("\\\n", " ");
    return text.lines()
        .filter(line -> line.startsWith("HEALTHCHECK "))
        .map(line -> line.substring(line.indexOf(" CMD ") + 5).strip())
        .findFirst()
        .orElseThrow();
  }
}
