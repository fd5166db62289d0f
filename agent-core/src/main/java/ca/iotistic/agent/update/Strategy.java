package ca.iotistic.agent.update;

import java.util.List;
import java.util.Map;

/**
 * How the update is carried out, so that another process can make the same updater.
 *
 * @param id on the wire
 * @param provider its class
 * @param settings the configuration of the agent that began, with what it asks of health
 * @param switcher the command line that was proven, empty if nothing is handed over
 */
record Strategy(
    String id,
    String provider,
    Map<String, String> settings,
    String agentVersion,
    int backupsKept,
    List<String> switcher) {
  Strategy {
    settings = Map.copyOf(settings);
    switcher = List.copyOf(switcher);
  }

  Strategy switchedBy(List<String> line) {
    return new Strategy(id, provider, settings, agentVersion, backupsKept, line);
  }
}
