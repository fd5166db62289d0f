package ca.iotistic.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** One status in the outbox; all that is known of it is in what goes on the wire. */
record Entry(long sequence, String type, String updateId, String phase, byte[] json) {
  /** What a file takes from a small disk at least. */
  private static final int BLOCK = 4096;

  static Entry of(byte[] json) throws IOException {
    JsonNode node = StatusJson.MAPPER.readTree(json);
    if (!node.path("sequence").isIntegralNumber()
        || !node.path("type").isTextual()
        || !node.path("update_id").isTextual()) {
      throw new IOException("not a status");
    }
    return new Entry(
        node.path("sequence").longValue(),
        node.path("type").textValue(),
        node.path("update_id").textValue(),
        node.path("phase").asText(""),
        json);
  }

  boolean progress() {
    return type.equals("update_progress");
  }

  boolean rejected() {
    return type.equals("update_rejected");
  }

  /** The last word about a command that was accepted. */
  boolean outcome() {
    return switch (type) {
      case "update_succeeded", "update_failed", "update_skipped", "update_cancelled" -> true;
      default -> false;
    };
  }

  boolean terminal() {
    return outcome() || rejected();
  }

  int size() {
    return Math.max(BLOCK, json.length);
  }
}
