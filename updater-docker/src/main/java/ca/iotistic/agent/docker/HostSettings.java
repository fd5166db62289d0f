package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code HostConfig} to send: what the engine shows, whole, so that fields that this code has never
 * heard of survive too; and a few edits, where what it shows is not what it wants to be told.
 */
final class HostSettings {
  private HostSettings() {}

  static ObjectNode of(Subject subject) {
    JsonNode container = subject.container();
    Neighbours neighbours = new Neighbours(subject.others());
    ObjectNode host = Json.copy(container.path("HostConfig"));
    host.set("RestartPolicy", Json.object().put("Name", "no").put("MaximumRetryCount", 0));
    nameNetwork(host, new Endpoints(container, subject.apiVersion()));
    Neighbours.SHARED_MODES.forEach(field -> nameShared(host, field, neighbours));
    List<String> links = Neighbours.links(host);
    if (!links.isEmpty()) {
      host.set("Links", Json.array(links));
    }
    Volumes volumes = new Volumes(container, neighbours);
    volumes.nameMounts(host.path("Mounts"));
    List<String> binds = volumes.binds();
    if (!binds.isEmpty()) {
      host.set("Binds", Json.array(binds));
    }
    return host;
  }

  /** By name, if it was given by id: a network that was made again has another id. */
  private static void nameNetwork(ObjectNode host, Endpoints endpoints) {
    if (endpoints.names().contains(endpoints.mode()) && !Endpoints.predefined(endpoints.mode())) {
      host.put("NetworkMode", endpoints.mode());
    }
  }

  /** By name: the engine has turned it into an id, which goes with the other container. */
  private static void nameShared(ObjectNode host, String field, Neighbours neighbours) {
    Neighbours.shared(host, field)
        .flatMap(neighbours::find)
        .ifPresent(other -> host.put(field, Neighbours.CONTAINER + Neighbours.name(other)));
  }
}
