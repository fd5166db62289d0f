package ca.iotistic.agent.update;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the update is carried out, so that another process can make the same updater.
 *
 * @param id on the wire
 * @param provider its class
 * @param settings the configuration of the agent that began, with what it asks of health; without
 *     the name and the password for a proxy: nothing is fetched in the second half
 * @param switcher the command line that was proven, empty if nothing is handed over
 */
record Strategy(
    String id,
    String provider,
    Map<String, String> settings,
    String agentVersion,
    int backupsKept,
    List<String> switcher) {
  private static final String PROXY = "network.proxy";

  Strategy {
    settings = withoutLogin(settings);
    switcher = List.copyOf(switcher);
  }

  private static Map<String, String> withoutLogin(Map<String, String> settings) {
    Map<String, String> safe = new HashMap<>(settings);
    safe.computeIfPresent(PROXY, (key, url) -> url.replaceFirst("^(\\w+://)?.*@", "$1"));
    return Map.copyOf(safe);
  }

  Strategy switchedBy(List<String> line) {
    return new Strategy(id, provider, settings, agentVersion, backupsKept, line);
  }
}
