package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what the engine has written survive a power cut; the engine itself does not. */
final class Disk {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Processes processes;

  Disk(Processes processes) {
    this.processes = processes;
  }

  /** Best effort: an image without a {@code sync} is no reason not to update. */
  void sync() throws InterruptedException {
    try {
      Processes.Result result =
          processes.run(List.of("sync"), Map.of(), Path.of("/"), LIMIT, line -> {});
      if (!result.ok()) {
        LOG.warn("sync failed: exit={} timed_out={}", result.exit(), result.timedOut());
      }
    } catch (IOException absent) {
      LOG.debug("no sync here: {}", absent.getMessage());
    }
  }
}
