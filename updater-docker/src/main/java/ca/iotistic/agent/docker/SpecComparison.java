package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the engine made of a {@link ContainerSpec} what was meant. It looks at the old container
 * and at the new one, and not at what was sent.
 */
final class SpecComparison {
  private final Subject old;
  private final JsonNode fresh;
  private final JsonNode image;
  private final List<String> differences = new ArrayList<>();

  private SpecComparison(Subject old, JsonNode fresh, JsonNode image) {
    this.old = old;
    this.fresh = fresh;
    this.image = image;
  }

  /**
   * Compares a new container, created and not started, with the old one: value for value, but for
   * what must change (name, ids, image, restart policy) and for what follows the new image.
   *
   * @return a line for each field that is lost or changed: its name, the value wanted, the value
   *     found; none if it is the same container
   */
  static List<String> differences(Subject old, JsonNode newContainer, JsonNode newImage) {
    SpecComparison comparison = new SpecComparison(old, newContainer, newImage);
    comparison.image();
    comparison.config();
    comparison.hostName();
    comparison.host();
    comparison.shared();
    comparison.mounts();
    comparison.networks();
    return comparison.differences;
  }

  private void image() {
    same("Image", image.path("Id"), fresh.path("Image"));
  }

  private void config() {
    JsonNode wanted =
        ImageDefaults.merged(ContainerSpec.userSet(old), ContainerSpec.imageConfig(image));
    ObjectNode canonical = Canonical.config(wanted);
    if (Neighbours.shared(oldHost(), "NetworkMode").isPresent()) {
      // Nothing can be published from there, so it was not sent; the images' ports may differ.
      canonical.remove("ExposedPorts");
    }
    ObjectNode found = Canonical.config(fresh.path("Config"));
    if (!canonical.has("ExposedPorts")) {
      JsonNode exposed = ContainerSpec.imageConfig(image).path("ExposedPorts");
      if (found.path("ExposedPorts").equals(exposed)) {
        found.remove("ExposedPorts");
      }
    }
    differences.addAll(Differences.between("Config", canonical, found));
    if (!endpoints(old.container()).allAtOnce()) {
      same(
          "Config.MacAddress",
          old.container().path("Config").path("MacAddress"),
          fresh.path("Config").path("MacAddress"));
    }
  }

  private void hostName() {
    JsonNode config = old.container().path("Config");
    if (!HostName.derived(old.container(), old.info())) {
      same("Config.Hostname", config.path("Hostname"), fresh.path("Config").path("Hostname"));
    } else if (!HostName.derived(fresh, old.info())) {
      same("Config.Hostname", Json.object(), fresh.path("Config").path("Hostname"));
    }
    if (!HostName.foreign(old.container())) {
      same("Config.Domainname", config.path("Domainname"), fresh.path("Config").path("Domainname"));
    }
  }

  private void host() {
    ObjectNode wanted = Canonical.host(oldHost());
    ObjectNode found = Canonical.host(fresh.path("HostConfig"));
    Volumes volumes = new Volumes(old.container(), new Neighbours(old.others()));
    volumes.nameMounts(wanted.path("Mounts"));
    List<String> binds = volumes.binds();
    if (!binds.isEmpty()) {
      wanted.set("Binds", Json.array(binds));
    }
    differences.addAll(Differences.between("HostConfig", wanted, found));
  }

  /** Whose network, processes and shared memory it sees; as ids, whatever they are called. */
  private void shared() {
    Neighbours neighbours = new Neighbours(old.others());
    for (String field : Neighbours.SHARED_MODES) {
      String wanted = byId(neighbours, oldHost(), field);
      String found = byId(neighbours, fresh.path("HostConfig"), field);
      if (field.equals("NetworkMode") && !wanted.startsWith(Neighbours.CONTAINER)) {
        wanted = endpoints(old.container()).mode();
        found = endpoints(fresh).mode();
      }
      if (!wanted.equals(found)) {
        differences.add("HostConfig." + field + ": wanted " + wanted + ", found " + found);
      }
    }
  }

  private static String byId(Neighbours neighbours, JsonNode host, String field) {
    return Neighbours.shared(host, field)
        .flatMap(neighbours::find)
        .map(other -> Neighbours.CONTAINER + other.path("Id").asText())
        .orElse(host.path(field).asText());
  }

  /** What is really mounted; volumes of the new image may come on top. */
  private void mounts() {
    JsonNode found = byDestination(fresh.path("Mounts"));
    JsonNode wanted = byDestination(old.container().path("Mounts"));
    for (String destination : Json.names(found)) {
      boolean ofImage = ContainerSpec.imageConfig(image).path("Volumes").has(destination);
      if (!wanted.has(destination) && ofImage) {
        ((ObjectNode) found).remove(destination);
      }
    }
    differences.addAll(Differences.between("Mounts", wanted, found));
  }

  private static ObjectNode byDestination(JsonNode mounts) {
    ObjectNode all = Json.object();
    for (JsonNode mount : mounts) {
      ObjectNode one = Json.copy(mount);
      // A volume is known by its name. A volume without a name has no mode, one with a name has.
      if (mount.path("Type").asText().equals("volume")) {
        one.remove(List.of("Source", "Mode"));
      }
      all.set(mount.path("Destination").asText(), one);
    }
    return all;
  }

  private void networks() {
    Endpoints wanted = endpoints(old.container());
    Endpoints found = endpoints(fresh);
    Set<String> names = new HashSet<>(wanted.names());
    names.addAll(found.names());
    for (String name : names.stream().sorted().toList()) {
      String what = "NetworkSettings.Networks." + name;
      if (!wanted.names().contains(name) || !found.names().contains(name)) {
        String side =
            found.names().contains(name) ? "connected though it was not" : "not connected";
        differences.add(what + ": " + side);
        continue;
      }
      ObjectNode before = wanted.settings(name);
      ObjectNode after = found.settings(name);
      if (!name.equals(wanted.mode()) && !after.has("MacAddress")) {
        // An engine need not show it before the start.
        before.remove("MacAddress");
      }
      differences.addAll(Differences.between(what, before, after));
    }
  }

  private Endpoints endpoints(JsonNode container) {
    return new Endpoints(container, old.apiVersion());
  }

  private JsonNode oldHost() {
    return old.container().path("HostConfig");
  }

  private void same(String what, JsonNode wanted, JsonNode found) {
    boolean both = Json.blank(wanted) && Json.blank(found);
    if (!both && !wanted.equals(found)) {
      differences.add(what + ": wanted " + wanted + ", found " + found);
    }
  }
}
