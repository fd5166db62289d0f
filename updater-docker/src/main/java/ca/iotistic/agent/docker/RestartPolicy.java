package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether the engine brings a container back by itself. */
final class RestartPolicy {
  private RestartPolicy() {}

  /** Of one that must not come back by itself while another may be in charge. */
  static JsonNode parked() {
    return Json.object().put("Name", "no").put("MaximumRetryCount", 0);
  }

  static JsonNode of(JsonNode container) {
    return Fields.at(container, "HostConfig", "RestartPolicy");
  }

  static String name(JsonNode policy) {
    String name = Fields.text(policy, "Name");
    return name.isEmpty() ? "no" : name;
  }

  static boolean isParked(JsonNode policy) {
    return name(policy).equals("no");
  }

  static boolean same(JsonNode one, JsonNode other) {
    return name(one).equals(name(other))
        && one.path("MaximumRetryCount").asInt(0) == other.path("MaximumRetryCount").asInt(0);
  }
}
