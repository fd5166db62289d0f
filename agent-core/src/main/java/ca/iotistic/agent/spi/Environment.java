package ca.iotistic.agent.spi;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a provider is given, in the agent and in the switcher alike.
 *
 * @param settings the configuration, flattened to {@code docker.host} and the like; journaled, so
 *     it names secrets by file and never by value; what {@code network.proxy} has of a login stays
 *     out of the journal
 * @param agentVersion the version of the agent that made it
 * @param stateDirectory the root of the state directory
 * @param backups where descriptions of backups are kept, inside the state directory
 * @param backupsKept how many backups stay, this update's own never pruned
 * @param confirmedTime hears what time it is by a clock that is not this device's: the date of an
 *     answer of a server; from any thread
 */
public record Environment(
    Map<String, String> settings,
    String agentVersion,
    Path stateDirectory,
    Path backups,
    int backupsKept,
    Processes processes,
    Time time,
    Seam seam,
    Consumer<Instant> confirmedTime) {
  public Environment {
    settings = Map.copyOf(settings);
  }

  /** Where nobody wants to know what time it is elsewhere. */
  public Environment(
      Map<String, String> settings,
      String agentVersion,
      Path stateDirectory,
      Path backups,
      int backupsKept,
      Processes processes,
      Time time,
      Seam seam) {
    this(
        settings,
        agentVersion,
        stateDirectory,
        backups,
        backupsKept,
        processes,
        time,
        seam,
        moment -> {});
  }

  /** A setting, or {@code absent} when it is not there or blank. */
  public String setting(String key, String absent) {
    String value = settings.get(key);
    return value == null || value.isBlank() ? absent : value;
  }
}
