package ca.iotistic.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.CrashSeam;
import ca.iotistic.agent.io.CrashSeam.Crash;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A story told over power cuts at every moment, by a teller who tells again what may be lost. */
final class OutboxCrashTest {
  private static final List<StatusEvent> STORY =
      List.of(
          OutboxTest.received("u-1"),
          OutboxTest.started("u-1"),
          StatusEvent.Progress.phase("u-1", "preparing"),
          StatusEvent.Progress.phase("u-1", "activating"),
          OutboxTest.succeeded("u-1"),
          OutboxTest.rejected("r-1"),
          OutboxTest.received("u-2"),
          OutboxTest.succeeded("u-2"));

  @TempDir private Path temporary;

  @Test
  void everyPowerCutLeavesOneLastWordAndNoNumberTwice() throws Exception {
    int moments = run(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(moments).isGreaterThan(40);
    for (int first = 0; first < moments; first++) {
      run(first, Integer.MAX_VALUE);
      run(first, first / 2);
    }
  }

  private int run(int first, int second) throws Exception {
    Path root = temporary.resolve("run-" + first + "-" + second);
    RecordingPublisher cloud = new RecordingPublisher();
    int moments = life(root, new CrashSeam(first), cloud);
    life(root, new CrashSeam(second), cloud);
    life(root, new CrashSeam(Integer.MAX_VALUE), cloud);
    verify(cloud, "power cuts at " + first + " and " + second);
    delete(root);
    return moments;
  }

  private static int life(Path root, CrashSeam seam, RecordingPublisher cloud)
      throws IOException, InterruptedException {
    try {
      Outbox outbox =
          Outbox.open(
              StateDirectory.open(root, Seam.NONE),
              Secrets.of(Map.of()),
              new ManualTime("2026-11-10T02:00:00Z"),
              seam);
      for (int i = 0; i < STORY.size(); i++) {
        outbox.put(STORY.get(i));
        if (i % 3 == 2) {
          outbox.drain(cloud);
        }
      }
      outbox.drain(cloud);
    } catch (Crash powerCut) {
      // The next life begins with what is on the disk.
    }
    return seam.moments();
  }

  private static void verify(RecordingPublisher cloud, String when) {
    Map<Long, JsonNode> byNumber = new HashMap<>();
    for (JsonNode status : cloud.received) {
      JsonNode earlier = byNumber.put(status.path("sequence").asLong(), status);
      if (earlier != null) {
        assertThat(status).as(when).isEqualTo(earlier);
      }
    }
    assertThat(byNumber.values())
        .as(when)
        .extracting(s -> s.path("type").asText() + " " + s.path("update_id").asText())
        .filteredOn(s -> !s.startsWith("update_progress"))
        .containsExactlyInAnyOrder(
            "update_command_received u-1",
            "update_started u-1",
            "update_succeeded u-1",
            "update_rejected r-1",
            "update_command_received u-2",
            "update_succeeded u-2");
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
