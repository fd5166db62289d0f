package ca.iotistic.fleet.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A status of a device, as far as it can be believed.
 *
 * @param device by the topic, whatever the body says
 * @param reportedAt by the device's clock
 */
record Report(
    String device,
    String topic,
    String type,
    String updateId,
    long sequence,
    Optional<Instant> reportedAt,
    ObjectNode body) {
  /** What each type makes of an update; what its reason may change is in {@link #state}. */
  static final Map<String, String> STATES =
      Map.of(
          "update_command_received", "acknowledged",
          "update_scheduled", "scheduled",
          "update_started", "in_progress",
          "update_progress", "in_progress",
          "update_succeeded", "succeeded",
          "update_failed", "failed",
          "update_rejected", "failed",
          "update_skipped", "failed",
          "update_cancelled", "cancelled");

  boolean terminal() {
    return switch (type) {
      case "update_command_received", "update_scheduled", "update_started", "update_progress" ->
          false;
      default -> true;
    };
  }

  /** The state that an update with that action is in by this. */
  String state(String action) {
    String reason = text("reason").orElse("");
    boolean hasWhatItWants =
        type.equals("update_skipped")
            && (reason.equals("already_current") || reason.equals("nothing_to_cancel"));
    boolean cancelDone = action.equals("cancel") && type.equals("update_cancelled");
    return hasWhatItWants || cancelDone ? "succeeded" : STATES.getOrDefault(type, "failed");
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(body.get(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  OptionalLong number(String name) {
    JsonNode value = body.path(name);
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }
}
