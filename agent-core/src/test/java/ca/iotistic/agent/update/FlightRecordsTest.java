package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightRecordsTest {
  @TempDir Path directory;
  private Rig rig;
  private FlightRecords records;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
    records = new FlightRecords(rig.state, Seam.NONE);
  }

  @Test
  void keepsTheLastTen() throws Exception {
    for (int i = 1; i <= 13; i++) {
      rig.clock.sleep(java.time.Duration.ofMinutes(1));
      records.write(failed("update-" + i, List.of("a line")));
    }
    try (Stream<Path> files = Files.list(rig.state.flights())) {
      assertThat(files.map(f -> f.getFileName().toString()).sorted())
          .hasSize(10)
          .first()
          .asString()
          .endsWith("update-4.json");
    }
  }

  @Test
  void isSmallAndKeepsTheEndOfTheLog() throws Exception {
    List<String> log = Collections.nCopies(3000, "\"".repeat(30));
    records.write(failed("update-1", Stream.concat(log.stream(), Stream.of("the end")).toList()));

    try (Stream<Path> files = Files.list(rig.state.flights())) {
      Path file = files.findFirst().orElseThrow();
      assertThat(Files.size(file)).isBetween(10_000L, 64 * 1024L);
      ObjectNode tree = Json.parse(Files.readAllBytes(file));
      assertThat(Json.list(Json.child(tree, "failure"), "log_tail")).endsWith("the end");
      assertThat(tree.path("trail")).hasSize(1);
    }
  }

  private Entry failed(String id, List<String> log) {
    Strategy strategy = new Strategy("device", "a.Class", Map.of(), "1.0.5", 3, List.of());
    Job job = Job.of(id, ca.iotistic.agent.spi.Request.of("1.0.6"));
    Installed now = new Installed("1.0.5", "sha256:5", true);
    Entry entry = Entry.begin(job, strategy, now, rig.clock.now());
    Failure failure = new Failure(Reason.CRASHED, "it died", Phase.VERIFYING, log);
    return entry.with(entry.course().failed(failure, false));
  }
}
