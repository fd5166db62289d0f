package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a container of ours takes over from the agent's: whom it runs as and what it sees of the
 * disk. Mounts come from what is mounted, so that anonymous volumes and those of other containers
 * are there too; without relabelling (z, Z), which would take them away from the agent.
 */
final class Borrowed {
  private Borrowed() {}

  /** Puts user and working directory into {@code body}, groups and mounts under HostConfig. */
  static void into(ObjectNode body, JsonNode agent) {
    body.put("User", Fields.text(agent, "Config", "User"));
    body.put("WorkingDir", Fields.text(agent, "Config", "WorkingDir"));
    ObjectNode host = body.withObjectProperty("HostConfig");
    JsonNode theirs = agent.path("HostConfig");
    for (String same : new String[] {"GroupAdd", "UsernsMode", "Runtime"}) {
      if (!Json.blank(theirs.path(same))) {
        host.set(same, theirs.path(same).deepCopy());
      }
    }
    security(host.putArray("SecurityOpt"), theirs.path("SecurityOpt"));
    mounts(host, agent);
  }

  /** The socket is not labelled for containers, so labels are off; what else was set stays. */
  private static void security(ArrayNode options, JsonNode theirs) {
    for (String option : Json.texts(theirs)) {
      if (!option.startsWith("label=") && !option.startsWith("label:")) {
        options.add(option);
      }
    }
    options.add("label=disable");
  }

  private static void mounts(ObjectNode host, JsonNode agent) {
    Set<String> covered = new TreeSet<>();
    ArrayNode mounts = host.putArray("Mounts");
    for (JsonNode mount : Fields.at(agent, "HostConfig", "Mounts")) {
      covered.add(Fields.text(mount, "Target"));
      if (!Fields.text(mount, "Type").equals("tmpfs")) {
        mounts.add(mount.deepCopy());
      }
    }
    ArrayNode binds = host.putArray("Binds");
    for (JsonNode mount : agent.path("Mounts")) {
      String type = Fields.text(mount, "Type");
      String source = Fields.text(mount, type.equals("volume") ? "Name" : "Source");
      if (!type.equals("tmpfs") && covered.add(Fields.text(mount, "Destination"))) {
        binds.add(bind(mount, source));
      }
    }
  }

  private static String bind(JsonNode mount, String source) {
    String propagation = Fields.text(mount, "Propagation");
    boolean plain = propagation.isEmpty() || propagation.equals("rprivate");
    return source
        + ":"
        + Fields.text(mount, "Destination")
        + (Fields.is(mount, "RW") ? ":rw" : ":ro")
        + (plain ? "" : "," + propagation);
  }

  /** Lets the image's volumes be memory where nothing is mounted: no volume is left behind. */
  static void noVolumesOfImage(ObjectNode body, JsonNode agent, JsonNode image) {
    Set<String> mounted = new TreeSet<>();
    agent.path("Mounts").forEach(mount -> mounted.add(Fields.text(mount, "Destination")));
    ObjectNode tmpfs = Json.object();
    for (Map.Entry<String, JsonNode> volume : Fields.at(image, "Config", "Volumes").properties()) {
      if (!mounted.contains(volume.getKey())) {
        tmpfs.put(volume.getKey(), "");
      }
    }
    body.withObjectProperty("HostConfig").set("Tmpfs", tmpfs);
  }

  /** Bounded, and readable whatever the engine's own driver is. */
  static ObjectNode log() {
    ObjectNode log = Json.object().put("Type", "json-file");
    log.putObject("Config").put("max-size", "1m").put("max-file", "2");
    return log;
  }
}
