package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * The helper container that switches: the image known to run with a command line of its own. It
 * takes from the agent what it needs to reach the engine and the state directory, and nothing that
 * the new one could miss: no port, no address, no alias, no hostname, no device.
 *
 * @param agent the old container as inspected
 * @param image its image as inspected
 */
record SwitcherSpec(Plan plan, Names names, JsonNode agent, JsonNode image) {
  /** Whom to ask and in what language; secrets stay where they are. */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "PATH",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TZ",
          "JAVA_HOME",
          "LD_LIBRARY_PATH",
          "DOCKER_HOST",
          "DOCKER_TLS_VERIFY",
          "DOCKER_CERT_PATH");

  /** The kernel should take others first. */
  private static final int LESS_LIKELY = -500;

  /**
   * @param network what it is connected to
   * @param favoured whether to ask for a low OOM score, which some machines do not grant
   */
  ObjectNode body(List<String> command, String network, boolean favoured) {
    ObjectNode body = Json.object().put("Image", plan.oldImage());
    Borrowed.into(body, agent);
    body.set("Entrypoint", Json.array(command.subList(0, 1)));
    body.set("Cmd", Json.array(command.subList(1, command.size())));
    ArrayNode environment = body.putArray("Env");
    for (String entry : Json.texts(Fields.at(agent, "Config", "Env"))) {
      if (ENVIRONMENT.contains(entry.replaceFirst("=.*", ""))) {
        environment.add(entry);
      }
    }
    body.putObject("Healthcheck").putArray("Test").add("NONE");
    body.set("Labels", labels());
    ObjectNode host = body.withObjectProperty("HostConfig");
    host.put("NetworkMode", network);
    host.putObject("RestartPolicy").put("Name", "always");
    host.set("LogConfig", Borrowed.log());
    if (favoured) {
      host.put("OomScoreAdj", LESS_LIKELY);
    }
    Borrowed.noVolumesOfImage(body, agent, image);
    return body;
  }

  /** Enough to go back by, should the state directory be lost. */
  private ObjectNode labels() {
    return Json.object()
        .put(Names.ROLE, Names.SWITCHER)
        .put(Names.UPDATE, names.updateId())
        .put(Names.TARGET, plan.target())
        .put(Names.OLD, plan.oldId())
        .put(Names.NEW, plan.newId())
        .put(Names.POLICY, plan.policy().toString())
        .put(Names.BACKUP, names.backup());
  }
}
