package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to know of updates that failed, for whoever looks into it. Best effort. */
final class FlightRecords {
  private static final Logger LOG = LoggerFactory.getLogger(FlightRecords.class);
  private static final int KEPT = 10;
  private static final int BYTES = 64 * 1024;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final StateDirectory state;
  private final Seam seam;

  FlightRecords(StateDirectory state, Seam seam) {
    this.state = state;
    this.seam = seam;
  }

  void write(Entry entry) {
    String name = NAME.format(entry.startedAt()) + "-" + entry.id() + ".json";
    Path path = state.flights().resolve(name);
    try {
      new AtomicFile(path, seam).write(content(entry));
      prune(path);
    } catch (IOException failed) {
      LOG.warn("update id={} leaves no flight record: {}", entry.id(), Failures.words(failed));
    }
  }

  private static byte[] content(Entry entry) throws IOException {
    ObjectNode tree = OutcomeCodec.write(entry.outcome());
    ArrayNode trail = tree.putArray("trail");
    entry
        .course()
        .trail()
        .forEach(
            s -> trail.addObject().put("phase", s.phase().name()).put("at", s.at().toString()));
    int room = BYTES;
    byte[] content = Json.pretty(tree);
    while (content.length > BYTES && room > 0) {
      room /= 2;
      List<String> log = Json.list(Json.child(tree, "failure"), "log_tail");
      Json.putAll(Json.child(tree, "failure"), "log_tail", Failures.tail(log, room));
      content = Json.pretty(tree);
    }
    return content;
  }

  private void prune(Path newest) throws IOException {
    try (Stream<Path> files = Files.list(state.flights())) {
      List<Path> records =
          files
              .filter(file -> file.toString().endsWith(".json") && !file.equals(newest))
              .sorted()
              .toList();
      for (Path old : records.subList(0, Math.max(0, records.size() - KEPT + 1))) {
        Files.deleteIfExists(old);
      }
    }
  }
}
