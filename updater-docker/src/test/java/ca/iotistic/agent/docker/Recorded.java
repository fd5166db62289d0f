package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What a real engine (20.10, API 1.41) showed of {@link ManyOptions}: {@code many} as it ran from
 * {@code image-1.0.5}, {@code many-fresh} created again from {@code image-1.0.6}; {@code plain} is
 * one without options.
 */
final class Recorded {
  private Recorded() {}

  static ObjectNode json(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream("engine-20.10/" + name + ".json")) {
      if (in == null) {
        throw new AssertionError("no recording " + name);
      }
      return (ObjectNode) Json.MAPPER.readTree(in);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Subject subject(ObjectNode container, String api, JsonNode... others) {
    Optional<JsonNode> image = Optional.of(json("image-1.0.5"));
    return new Subject(container, image, List.of(others), json("info"), api);
  }

  static Subject many() {
    return subject(json("many"), "1.41");
  }

  /** A container with that name, id and HostConfig, to stand beside another. */
  static ObjectNode other(String name, String id) {
    ObjectNode other = Json.object().put("Id", id).put("Name", "/" + name);
    other.putObject("HostConfig");
    other.putArray("Mounts");
    return other;
  }
}
