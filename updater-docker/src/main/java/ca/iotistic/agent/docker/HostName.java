package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The host name of a container: the user's, or one that the engine derived. */
final class HostName {
  private static final int SHORT_ID = 12;

  private HostName() {}

  /** Whether the engine chose it, or will not hear of one. */
  static boolean derived(JsonNode container, JsonNode info) {
    JsonNode host = container.path("HostConfig");
    String name = container.path("Config").path("Hostname").asText();
    return name.isEmpty()
        || (name.length() == SHORT_ID && container.path("Id").asText().startsWith(name))
        || foreign(container)
        || (host.path("NetworkMode").asText().equals("host")
            && name.equals(info.path("Name").asText()));
  }

  /** It is the host's or another container's, and the engine refuses to be given one. */
  static boolean foreign(JsonNode container) {
    JsonNode host = container.path("HostConfig");
    return host.path("UTSMode").asText().equals("host")
        || Neighbours.shared(host, "NetworkMode").isPresent();
  }

  /** Takes out what would be refused, or would stick to the new one though it meant the old. */
  static void leaveToEngine(ObjectNode config, JsonNode container, JsonNode info) {
    if (derived(container, info)) {
      config.remove("Hostname");
    }
    if (foreign(container)) {
      config.remove("Domainname");
    }
  }
}
