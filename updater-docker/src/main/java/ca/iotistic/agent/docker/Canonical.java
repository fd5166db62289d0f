package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One spelling for what the engine takes for the same. */
final class Canonical {
  /** Here null means the engine's default and empty means none. */
  private static final Set<String> EMPTY_COUNTS = Set.of("MaskedPaths", "ReadonlyPaths");

  private Canonical() {}

  /** Of {@code Config}, without the image, the host name and what belongs to one update. */
  static ObjectNode config(JsonNode config) {
    ObjectNode canonical = Json.copy(config);
    canonical.remove(List.of("Image", "Hostname", "Domainname", "MacAddress"));
    ArrayNode sorted = Json.array(Json.texts(config.path("Env")).stream().sorted().toList());
    canonical.set("Env", sorted);
    ObjectNode labels = Json.copy(config.path("Labels"));
    Json.names(labels).stream().filter(ContainerSpec::ofOneUpdate).forEach(labels::remove);
    canonical.set("Labels", labels);
    ObjectNode health = Json.copy(config.path("Healthcheck"));
    ImageDefaults.HEALTH_NUMBERS.stream()
        .filter(number -> health.path(number).asLong() == 0)
        .forEach(health::remove);
    dropBlank(health);
    canonical.set("Healthcheck", health);
    dropBlank(canonical);
    Json.names(canonical).stream()
        .filter(name -> canonical.path(name).isBoolean() && !canonical.path(name).asBoolean())
        .forEach(canonical::remove);
    return canonical;
  }

  /** Of {@code HostConfig}, without what is set at other times or compared in other ways. */
  static ObjectNode host(JsonNode host) {
    ObjectNode canonical = Json.copy(host);
    canonical.remove(List.of("RestartPolicy", "NetworkMode", "IpcMode", "PidMode"));
    canonical.set("Links", Json.array(Neighbours.links(host)));
    canonical.set("Ulimits", byName(host.path("Ulimits")));
    canonical.set("PortBindings", bindings(host.path("PortBindings")));
    if (!host.path("OomKillDisable").asBoolean()) {
      canonical.remove("OomKillDisable");
    }
    if (host.path("PidsLimit").asLong() <= 0) {
      canonical.remove("PidsLimit");
    }
    if (host.path("MemorySwappiness").asLong(-1) < 0) {
      canonical.remove("MemorySwappiness");
    }
    dropBlank(canonical);
    return canonical;
  }

  private static void dropBlank(ObjectNode object) {
    for (String name : Json.names(object)) {
      JsonNode value = object.path(name);
      if (EMPTY_COUNTS.contains(name) ? Json.absent(value) : Json.blank(value)) {
        object.remove(name);
      }
    }
  }

  /** The engine adds its own defaults in any order. */
  private static ArrayNode byName(JsonNode limits) {
    ArrayNode sorted = Json.MAPPER.createArrayNode();
    StreamSupport.stream(limits.spliterator(), false)
        .sorted((one, other) -> name(one).compareTo(name(other)))
        .forEach(sorted::add);
    return sorted;
  }

  private static String name(JsonNode limit) {
    return limit.path("Name").asText();
  }

  /** A port that is published without a word where to is published anywhere. */
  private static ObjectNode bindings(JsonNode ports) {
    ObjectNode canonical = Json.copy(ports);
    for (String port : Json.names(canonical)) {
      if (Json.blank(canonical.path(port))) {
        ArrayNode anywhere = Json.MAPPER.createArrayNode();
        anywhere.addObject().put("HostIp", "").put("HostPort", "");
        canonical.set(port, anywhere);
      }
    }
    return canonical;
  }
}
