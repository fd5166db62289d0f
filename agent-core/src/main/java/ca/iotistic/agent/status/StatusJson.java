package ca.iotistic.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Statuses as they go on the wire, inside its limits whatever the event holds. */
final class StatusJson {
  static final int MAX_BYTES = 8192;
  static final JsonMapper MAPPER = new JsonMapper();

  private final Secrets secrets;

  StatusJson(Secrets secrets) {
    this.secrets = secrets;
  }

  byte[] of(StatusEvent event, long sequence, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", event.type());
    fields(json, event);
    json.put("timestamp", now.toEpochMilli());
    json.put("update_id", updateId(event));
    json.put("sequence", sequence);
    byte[] bytes = bytes(json);
    if (bytes.length > MAX_BYTES) {
      json.remove("log_tail");
      bytes = bytes(json);
    }
    return bytes;
  }

  static String updateId(StatusEvent event) {
    return Wording.line(event.updateId(), 128);
  }

  /** Whether {@code wire} says what {@code event} says, whenever that was. */
  boolean same(StatusEvent event, byte[] wire) throws IOException {
    JsonNode said = MAPPER.readTree(wire);
    JsonNode now =
        MAPPER.readTree(
            of(
                event,
                said.path("sequence").longValue(),
                Instant.ofEpochMilli(said.path("timestamp").longValue())));
    return now.equals(said);
  }

  private void fields(ObjectNode json, StatusEvent event) {
    // One branch a type; a switch over types needs a newer language level.
    if (event instanceof StatusEvent.CommandReceived received) {
      json.put("action", received.action());
      if (!received.version().isEmpty()) {
        version(json, "version", received.version());
      }
    } else if (event instanceof StatusEvent.Scheduled scheduled) {
      version(json, "version", scheduled.version());
      json.put("scheduled_time", scheduled.scheduledTime().toString());
      scheduled.waitingFor().ifPresent(what -> json.put("waiting_for", text(what)));
    } else if (event instanceof StatusEvent.Started started) {
      version(json, "current_version", started.currentVersion());
      version(json, "target_version", started.targetVersion());
      json.put("deployment_type", Wording.line(started.deploymentType(), 64));
    } else if (event instanceof StatusEvent.Progress progress) {
      progress(json, progress);
    } else if (event instanceof StatusEvent.Succeeded succeeded) {
      version(json, "current_version", succeeded.currentVersion());
      version(json, "previous_version", succeeded.previousVersion());
      json.put("duration_ms", succeeded.took().toMillis());
      json.put("downtime_ms", succeeded.downtime().toMillis());
      json.put("device", succeeded.device().wire());
      succeeded.warning().ifPresent(warning -> json.put("warning", text(warning)));
    } else if (event instanceof StatusEvent.Failed failed) {
      failed(json, failed);
    } else if (event instanceof StatusEvent.Rejected rejected) {
      json.put("reason", rejected.reason().wire());
      json.put("error", text(rejected.error()));
    } else if (event instanceof StatusEvent.Skipped skipped) {
      json.put("reason", skipped.reason().wire());
      version(json, "current_version", skipped.currentVersion());
    } else if (event instanceof StatusEvent.Cancelled cancelled) {
      json.put("reason", cancelled.reason().wire());
    }
  }

  private static void progress(ObjectNode json, StatusEvent.Progress progress) {
    json.put("phase", Wording.line(progress.phase(), 64));
    if (progress.bytes() < 0) {
      return;
    }
    if (progress.totalBytes() > 0) {
      double share = (double) progress.bytes() / progress.totalBytes();
      json.put("percent", (int) Math.min(100, Math.floor(share * 100)));
    }
    json.put("bytes", progress.bytes());
    if (progress.totalBytes() >= 0) {
      json.put("total_bytes", progress.totalBytes());
    }
  }

  private void failed(ObjectNode json, StatusEvent.Failed failed) {
    json.put("reason", failed.reason().wire());
    json.put("error", text(failed.error()));
    json.put("phase", Wording.line(failed.phase(), 64));
    json.put("rolled_back", failed.rolledBack());
    version(json, "current_version", failed.currentVersion());
    json.put("device", failed.device().wire());
    String tail = Wording.tail(failed.logTail(), secrets);
    if (!tail.isEmpty()) {
      json.put("log_tail", tail);
    }
  }

  private String text(String text) {
    return Wording.line(secrets.mask(text), Wording.MAX_ERROR);
  }

  private static void version(ObjectNode json, String name, String version) {
    json.put(name, Wording.line(version, Wording.MAX_VERSION));
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
