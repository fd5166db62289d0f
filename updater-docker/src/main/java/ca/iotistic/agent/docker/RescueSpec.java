package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The last resort: the old image with the agent's command, environment, identity and mounts. No
 * port, address, alias, device or limit, so that nothing it asks for can be missing or taken.
 *
 * @param backup what the agent was
 * @param image by what to create it
 */
record RescueSpec(BackupRecord backup, String image) {

  /**
   * @param network the agent's own, or {@code bridge} when that one is gone
   */
  ObjectNode body(String network, Map<String, String> labels) {
    JsonNode agent = backup.container();
    ObjectNode body = Json.object().put("Image", image);
    Borrowed.into(body, agent);
    for (String same : new String[] {"Env", "Entrypoint", "Cmd"}) {
      JsonNode value = Fields.at(agent, "Config", same);
      if (!Json.blank(value)) {
        body.set(same, value.deepCopy());
      }
    }
    ObjectNode all = body.putObject("Labels");
    labels.forEach(all::put);
    ObjectNode host = body.withObjectProperty("HostConfig");
    host.put("NetworkMode", network);
    host.set("LogConfig", Borrowed.log());
    host.putObject("RestartPolicy").put("Name", "no");
    for (String same : new String[] {"Dns", "DnsSearch", "DnsOptions", "ExtraHosts"}) {
      JsonNode value = Fields.at(agent, "HostConfig", same);
      if (!Json.blank(value)) {
        host.set(same, value.deepCopy());
      }
    }
    Borrowed.noVolumesOfImage(body, agent, backup.image());
    return body;
  }
}
