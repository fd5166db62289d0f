package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The other containers, as far as this one leans on them or they on it. */
final class Neighbours {
  static final String CONTAINER = "container:";
  static final List<String> SHARED_MODES = List.of("NetworkMode", "IpcMode", "PidMode");

  private final List<JsonNode> others;

  Neighbours(List<JsonNode> others) {
    this.others = others;
  }

  /** By id, the beginning of one, or name. */
  Optional<JsonNode> find(String reference) {
    return others.stream().filter(other -> means(reference, other)).findFirst();
  }

  /** The id of the container whose namespace a mode shares; empty if it shares none. */
  static Optional<String> shared(JsonNode host, String field) {
    String mode = host.path(field).asText();
    return mode.startsWith(CONTAINER)
        ? Optional.of(mode.substring(CONTAINER.length()))
        : Optional.empty();
  }

  /** What leans on the container and would lose its hold with the container's id. */
  List<String> dependants(JsonNode container) {
    List<String> found = new ArrayList<>();
    for (JsonNode other : others) {
      JsonNode host = other.path("HostConfig");
      for (String field : SHARED_MODES) {
        shared(host, field)
            .filter(reference -> means(reference, container))
            .ifPresent(reference -> found.add(name(other) + " (" + field + ")"));
      }
      if (links(host).stream()
          .anyMatch(link -> means(link.substring(0, link.indexOf(':')), container))) {
        found.add(name(other) + " (Links)");
      }
    }
    return found;
  }

  /**
   * Links as they are sent, {@code db:alias}. Inspect shows them as {@code /db:/me/alias}, with the
   * name of the container in them.
   */
  static List<String> links(JsonNode host) {
    List<String> links = new ArrayList<>();
    for (String link : Json.texts(host.path("Links"))) {
      int colon = link.indexOf(':');
      String target = colon < 0 ? link : link.substring(0, colon);
      String alias = colon < 0 ? link : link.substring(colon + 1);
      links.add(target.replaceFirst("^/", "") + ":" + alias.substring(alias.lastIndexOf('/') + 1));
    }
    return links.stream().sorted().toList();
  }

  /** Of {@code VolumesFrom}, without its mode. */
  static List<String> volumeSources(JsonNode host) {
    return Json.texts(host.path("VolumesFrom")).stream()
        .map(from -> from.contains(":") ? from.substring(0, from.indexOf(':')) : from)
        .toList();
  }

  static String name(JsonNode container) {
    return container.path("Name").asText().replaceFirst("^/", "");
  }

  private static boolean means(String reference, JsonNode container) {
    String id = container.path("Id").asText();
    return reference.equals(name(container))
        || (reference.length() >= 12 && id.startsWith(reference));
  }
}
