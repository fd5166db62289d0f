package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** Whether the state directory outlives the container. */
final class StateMount {
  private StateMount() {}

  static Check check(JsonNode container, Path stateDirectory) {
    String what = "the state directory " + stateDirectory + " is on a volume or a bind mount";
    String nearest = "";
    boolean lasts = false;
    for (JsonNode mount : container.path("Mounts")) {
      String destination = Fields.text(mount, "Destination");
      if (stateDirectory.startsWith(destination) && destination.length() > nearest.length()) {
        String type = Fields.text(mount, "Type");
        nearest = destination;
        lasts = (type.equals("volume") || type.equals("bind")) && Fields.is(mount, "RW");
      }
    }
    for (String destination : Json.names(Fields.at(container, "HostConfig", "Tmpfs"))) {
      if (stateDirectory.startsWith(destination) && destination.length() > nearest.length()) {
        nearest = destination;
        lasts = false;
      }
    }
    return lasts
        ? Check.met(what)
        : Check.refused(
            Reason.UNSUPPORTED_TARGET,
            what,
            "create the container with -v iotistic-agent-state:" + stateDirectory);
  }
}
