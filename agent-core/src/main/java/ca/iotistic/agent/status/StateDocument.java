package ca.iotistic.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The retained state: what a cloud side sees of a device without asking.
 *
 * @param zone IANA name of the zone that windows are in
 * @param last {@link Outbox#last()}
 */
public record StateDocument(
    boolean online,
    String version,
    String deploymentType,
    String zone,
    Optional<InFlight> update,
    Optional<Planned> scheduled,
    Optional<Waiting> waiting,
    Optional<byte[]> last) {

  /** The update that is being worked at. */
  public record InFlight(
      String updateId,
      String currentVersion,
      String targetVersion,
      String phase,
      Instant startedAt) {}

  /**
   * How far a fetch is.
   *
   * @param total -1 if unknown
   */
  public record Bytes(long done, long total) {}

  /** The update that has its time ahead. */
  public record Planned(String updateId, String version, Instant scheduledTime) {}

  /**
   * Why nothing happens.
   *
   * @param reason {@code schedule}, {@code window}, {@code jitter}, {@code clock}, {@code veto}, …
   * @param until when it is looked at again, at the latest
   * @param detail more about the reason, for people; empty if there is no more to say
   */
  public record Waiting(String reason, Instant since, Instant until, String detail) {}

  /** The same, as the broker is to say it when the device is gone. */
  public StateDocument offline() {
    return new StateDocument(
        false, version, deploymentType, zone, update, scheduled, waiting, last);
  }

  /** A JSON object; what there is not is {@code null} in it. */
  public byte[] toJson() {
    return StatusJson.bytes(tree());
  }

  /** The same, for whoever looks on the device, with {@code bytes} and {@code total_bytes}. */
  public byte[] toJson(Optional<Bytes> bytes) {
    ObjectNode json = tree();
    if (bytes.isPresent() && json.get("update") instanceof ObjectNode inFlight) {
      inFlight.put("bytes", bytes.get().done());
      if (bytes.get().total() >= 0) {
        inFlight.put("total_bytes", bytes.get().total());
      }
    }
    return StatusJson.bytes(json);
  }

  private ObjectNode tree() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("online", online);
    json.put("version", version);
    json.put("deployment_type", deploymentType);
    json.put("zone", zone);
    json.set("update", update.<JsonNode>map(StateDocument::json).orElse(NullNode.instance));
    json.set("scheduled", scheduled.<JsonNode>map(StateDocument::json).orElse(NullNode.instance));
    json.set("waiting", waiting.<JsonNode>map(StateDocument::json).orElse(NullNode.instance));
    json.set("last", last.map(StateDocument::read).orElse(NullNode.instance));
    return json;
  }

  private static ObjectNode json(InFlight update) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("update_id", update.updateId())
        .put("current_version", update.currentVersion())
        .put("target_version", update.targetVersion())
        .put("phase", update.phase())
        .put("started_at", update.startedAt().toString());
  }

  private static ObjectNode json(Planned planned) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("update_id", planned.updateId())
        .put("version", planned.version())
        .put("scheduled_time", planned.scheduledTime().toString());
  }

  private static ObjectNode json(Waiting waiting) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("for", waiting.reason())
            .put("since", waiting.since().toString())
            .put("until", waiting.until().toString());
    return waiting.detail().isEmpty()
        ? json
        : json.put("detail", Wording.line(waiting.detail(), Wording.MAX_ERROR));
  }

  private static JsonNode read(byte[] status) {
    try {
      return StatusJson.MAPPER.readTree(status);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
