package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a container is connected, as far as somebody set it; what the engine made up for one run
 * (addresses, ids) is left out.
 */
final class Endpoints {
  /** From here on a container can be created with all its networks at once. */
  private static final String ALL_AT_ONCE = "1.44";

  private static final Set<String> PREDEFINED = Set.of("default", "bridge", "host", "none");

  private final JsonNode container;
  private final String api;

  Endpoints(JsonNode container, String api) {
    this.container = container;
    this.api = api;
  }

  static boolean predefined(String network) {
    return PREDEFINED.contains(network);
  }

  /** {@code HostConfig.NetworkMode}, by the name of the network. */
  String mode() {
    String mode = container.path("HostConfig").path("NetworkMode").asText();
    if (mode.isEmpty() || mode.equals("default")) {
      return "bridge";
    }
    for (String name : names()) {
      String id = networks().path(name).path("NetworkID").asText();
      if (!name.equals(mode) && mode.length() >= 12 && id.startsWith(mode)) {
        return name;
      }
    }
    return mode;
  }

  Set<String> names() {
    return Json.names(networks());
  }

  private JsonNode networks() {
    return container.path("NetworkSettings").path("Networks");
  }

  boolean allAtOnce() {
    return Api.atLeast(api, ALL_AT_ONCE);
  }

  /** For {@code EndpointsConfig} at the creation; empty if the engine's own way is right. */
  ObjectNode atCreation() {
    ObjectNode configs = Json.object();
    Optional<String> first = first();
    if (allAtOnce() && (names().size() > 1 || first.filter(this::plain).isEmpty())) {
      names().forEach(name -> configs.set(name, settings(name)));
    } else {
      first.filter(name -> !plain(name)).ifPresent(name -> configs.set(name, settings(name)));
    }
    return configs;
  }

  /** To connect between creation and start. */
  SortedMap<String, ObjectNode> afterCreation() {
    if (allAtOnce()) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, ObjectNode> later = new TreeMap<>();
    Optional<String> first = first();
    for (String name : names()) {
      if (!first.equals(Optional.of(name))) {
        later.put(name, settings(name));
      }
    }
    return later;
  }

  /** The one the engine wants to hear of at the creation. */
  private Optional<String> first() {
    return names().contains(mode()) ? Optional.of(mode()) : names().stream().findFirst();
  }

  /** Whether the engine connects to it by itself, just so. */
  private boolean plain(String name) {
    return name.equals(mode()) && predefined(name) && settings(name).isEmpty();
  }

  /** What somebody set of one endpoint. */
  ObjectNode settings(String name) {
    JsonNode endpoint = networks().path(name);
    ObjectNode settings = Json.object();
    if (!predefined(name)) {
      ObjectNode addresses = Json.copy(endpoint.path("IPAMConfig"));
      Json.names(addresses).stream()
          .filter(field -> Json.blank(addresses.path(field)))
          .forEach(addresses::remove);
      keep(settings, "IPAMConfig", addresses);
      keep(settings, "Links", endpoint.path("Links"));
      keep(settings, "Aliases", Json.array(aliases(endpoint)));
    }
    keep(settings, "DriverOpts", endpoint.path("DriverOpts"));
    if (endpoint.path("GwPriority").asInt() != 0) {
      settings.set("GwPriority", endpoint.path("GwPriority"));
    }
    hardwareAddress(name, endpoint).ifPresent(address -> settings.put("MacAddress", address));
    return settings;
  }

  /** Without those that the engine adds: the short id, and in older versions the host name. */
  private List<String> aliases(JsonNode endpoint) {
    String id = container.path("Id").asText();
    String hostname = container.path("Config").path("Hostname").asText();
    boolean addsHostname = !Api.atLeast(api, "1.45");
    return Json.texts(endpoint.path("Aliases")).stream()
        .filter(alias -> alias.length() != 12 || !id.startsWith(alias))
        .filter(alias -> !addsHostname || !alias.equals(hostname))
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Before 1.44 there is one for the container and it stays in Config. Since then each endpoint has
   * its own; of the first, Config still tells the one that was asked for. Of the others nothing
   * tells it from a made up one, but for those that the engine derives from the address.
   */
  private Optional<String> hardwareAddress(String name, JsonNode endpoint) {
    if (!allAtOnce()) {
      return Optional.empty();
    }
    JsonNode address =
        name.equals(mode())
            ? container.path("Config").path("MacAddress")
            : endpoint.path("MacAddress");
    return Optional.of(address.asText())
        .filter(text -> !text.isEmpty() && !text.equals(derived(endpoint)));
  }

  private static String derived(JsonNode endpoint) {
    StringBuilder address = new StringBuilder("02:42");
    for (String part : endpoint.path("IPAddress").asText().split("\\.")) {
      if (part.matches("\\d{1,3}")) {
        address.append(String.format(Locale.ROOT, ":%02x", Integer.parseInt(part)));
      }
    }
    return address.toString();
  }

  private static void keep(ObjectNode settings, String field, JsonNode value) {
    if (!Json.blank(value)) {
      settings.set(field, value.deepCopy());
    }
  }
}
