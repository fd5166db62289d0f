package ca.iotistic.agent.decision;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message that was turned away.
 *
 * @param json {@code hash} of the payload, {@code update_id}, and {@code said} once its {@code
 *     update_rejected} is in the outbox
 */
record Turned(ObjectNode json) {
  static Turned of(String hash, String updateId) {
    return new Turned(
        JsonNodeFactory.instance.objectNode().put("hash", hash).put("update_id", updateId));
  }

  boolean whole() {
    return !hash().isEmpty() && !updateId().isEmpty();
  }

  String hash() {
    return json.path("hash").asText("");
  }

  String updateId() {
    return json.path("update_id").asText("");
  }

  boolean said() {
    return json.path("said").asBoolean();
  }

  Turned nowSaid() {
    return new Turned(json.deepCopy().put("said", true));
  }
}
