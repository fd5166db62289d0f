package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Volumes that the engine made without a name being asked for: by {@code -v /data}, by VOLUME in
 * the image, by {@code --mount type=volume,dst=/data}. A container that is created again gets new,
 * empty ones, unless it names those of the old one.
 */
final class Volumes {
  private final JsonNode container;
  private final Neighbours neighbours;

  Volumes(JsonNode container, Neighbours neighbours) {
    this.container = container;
    this.neighbours = neighbours;
  }

  /** {@code HostConfig.Binds} to send: those of the user, then what has no name by its name. */
  List<String> binds() {
    List<String> binds = new ArrayList<>(Json.texts(container.path("HostConfig").path("Binds")));
    binds.addAll(unnamed());
    return binds;
  }

  private List<String> unnamed() {
    Set<String> named = namedDestinations();
    List<String> binds = new ArrayList<>();
    for (JsonNode mount : container.path("Mounts")) {
      String destination = mount.path("Destination").asText();
      if (isVolume(mount) && !named.contains(destination) && !lent(mount)) {
        String mode = mount.path("RW").asBoolean(true) ? "" : ":ro";
        binds.add(mount.path("Name").asText() + ":" + destination + mode);
      }
    }
    return binds.stream().sorted().toList();
  }

  /** Puts their names into entries of {@code HostConfig.Mounts} that have none. */
  void nameMounts(JsonNode mounts) {
    for (JsonNode mount : mounts) {
      if (mount.path("Type").asText().equals("volume") && Json.blank(mount.path("Source"))) {
        at(mount.path("Target").asText())
            .ifPresent(actual -> ((ObjectNode) mount).put("Source", actual.path("Name").asText()));
      }
    }
  }

  Optional<JsonNode> at(String destination) {
    return StreamSupport.stream(container.path("Mounts").spliterator(), false)
        .filter(mount -> isVolume(mount) && mount.path("Destination").asText().equals(destination))
        .findFirst();
  }

  private static boolean isVolume(JsonNode mount) {
    return mount.path("Type").asText().equals("volume") && !Json.blank(mount.path("Name"));
  }

  private Set<String> namedDestinations() {
    JsonNode host = container.path("HostConfig");
    Set<String> named = new HashSet<>();
    for (String bind : Json.texts(host.path("Binds"))) {
      String[] parts = bind.split(":");
      named.add(parts.length > 1 ? parts[1] : parts[0]);
    }
    host.path("Mounts").forEach(mount -> named.add(mount.path("Target").asText()));
    return named;
  }

  /** Whether it comes from another container by {@code VolumesFrom}, which is copied as it is. */
  private boolean lent(JsonNode mount) {
    return Neighbours.volumeSources(container.path("HostConfig")).stream()
        .flatMap(source -> neighbours.find(source).stream())
        .flatMap(source -> StreamSupport.stream(source.path("Mounts").spliterator(), false))
        .anyMatch(
            other ->
                other.path("Destination").equals(mount.path("Destination"))
                    && other.path("Name").equals(mount.path("Name")));
  }
}
