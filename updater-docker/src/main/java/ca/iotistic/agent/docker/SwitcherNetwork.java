package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Which network the switcher is on. From there it looks whether the broker or a probe can be
 * reached, so it should see what the agent sees; but at a boot it is up before the others, and must
 * not be given an address that one of them has for good.
 */
final class SwitcherNetwork {
  static final String NONE = "none";
  private static final String HOST = "host";

  private SwitcherNetwork() {}

  /**
   * @param agent the container as inspected
   * @param others all others
   */
  static String of(JsonNode agent, List<JsonNode> others) {
    String mode = Fields.text(agent, "HostConfig", "NetworkMode");
    if (mode.isEmpty() || mode.equals("default") || mode.equals("bridge")) {
      return "bridge";
    }
    if (mode.equals(HOST) || mode.equals(NONE)) {
      return mode;
    }
    if (mode.startsWith("container:") || hasFixedAddress(agent, mode)) {
      return HOST;
    }
    return others.stream().anyMatch(other -> hasFixedAddress(other, mode)) ? HOST : mode;
  }

  private static boolean hasFixedAddress(JsonNode container, String network) {
    JsonNode fixed =
        Fields.at(container, "NetworkSettings", "Networks").path(network).path("IPAMConfig");
    return !Fields.text(fixed, "IPv4Address").isEmpty()
        || !Fields.text(fixed, "IPv6Address").isEmpty();
  }
}
