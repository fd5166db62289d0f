package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code schedule.json}: how far the clock was confirmed, and since when what is waited for. What
 * an update waits for is derived from the log of commands, so nothing is lost with this file but
 * the trust in the clock.
 */
final class ScheduleFile {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  /** Since when an update waits for something. */
  record Since(String updateId, String reason, Instant since) {}

  private final AtomicFile file;
  private ObjectNode tree = JSON.createObjectNode().put("format", FORMAT);
  private Optional<Instant> confirmed = Optional.empty();
  private boolean suspicious;
  private Optional<Since> waiting = Optional.empty();

  private ScheduleFile(AtomicFile file) {
    this.file = file;
  }

  static ScheduleFile open(StateDirectory state) throws IOException {
    ScheduleFile schedule = new ScheduleFile(state.file("schedule.json"));
    Optional<byte[]> content = schedule.file.read();
    if (content.isPresent() && !schedule.read(content.get())) {
      schedule.putAside();
    }
    return schedule;
  }

  /** For whoever only looks: what cannot be read counts as not there, and stays where it is. */
  static ScheduleFile peek(StateDirectory state) throws IOException {
    ScheduleFile schedule = new ScheduleFile(state.file("schedule.json"));
    Optional<byte[]> content = schedule.file.read();
    boolean understood = content.isPresent() && schedule.read(content.get());
    return understood ? schedule : new ScheduleFile(schedule.file);
  }

  Optional<Instant> confirmed() {
    return confirmed;
  }

  Optional<Since> waiting() {
    return waiting;
  }

  /** Whether the clock had jumped, and nothing has made up for that yet. */
  boolean suspicious() {
    return suspicious;
  }

  void suspicious(boolean now) {
    if (suspicious != now) {
      suspicious = now;
      write();
    }
  }

  void confirmed(Instant moment) {
    confirmed = Optional.of(moment);
    write();
  }

  void waiting(Optional<Since> since) {
    if (!waiting.equals(since)) {
      waiting = since;
      write();
    }
  }

  /** Whether it could be understood. */
  private boolean read(byte[] content) {
    try {
      JsonNode read = JSON.readTree(content);
      if (read.path("format").asInt(0) == FORMAT && read instanceof ObjectNode object) {
        tree = object;
        suspicious = tree.path("suspicious").asBoolean();
        confirmed = instant(tree.path("confirmed"));
        Optional<Instant> since = instant(tree.path("since"));
        waiting =
            since.map(s -> new Since(tree.path("update").asText(), tree.path("for").asText(), s));
        return true;
      }
    } catch (IOException | DateTimeException broken) {
      LOG.warn("update schedule: {} is broken: {}", file.path(), broken.getMessage());
    }
    return false;
  }

  private void putAside() throws IOException {
    Path aside = file.path().resolveSibling("schedule.json.unreadable");
    Files.deleteIfExists(aside);
    Files.move(file.path(), aside);
    LOG.warn("update schedule: what this version cannot read was moved to {}", aside);
  }

  private static Optional<Instant> instant(JsonNode node) {
    return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
  }

  /** Best effort: a full disk must not keep an update from its hour. */
  private void write() {
    // What a newer version has added stays in the tree.
    tree.remove(List.of("update", "for", "since"));
    tree.put("suspicious", suspicious);
    confirmed.ifPresent(moment -> tree.put("confirmed", moment.toString()));
    waiting.ifPresent(
        since ->
            tree.put("update", since.updateId())
                .put("for", since.reason())
                .put("since", since.since().toString()));
    try {
      file.write(JSON.writeValueAsBytes(tree));
    } catch (IOException full) {
      LOG.warn("update schedule: cannot write {}: {}", file.path(), full.getMessage());
    }
  }
}
