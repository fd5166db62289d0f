package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The configuration of a container is what its user set, merged by the engine with what its image
 * says. {@link #userSet} takes the image's part out again, so that another image can put in its
 * own; {@link #merged} is the engine's rule, to prove that with. A user who set exactly what the
 * image says cannot be told from one who did not: then the new image is followed.
 *
 * <p>The rules are those of {@code daemon/commit.go} in github.com/moby/moby; they have been the
 * same since API 1.25, but for {@code StartInterval}.
 */
final class ImageDefaults {
  static final List<String> HEALTH_NUMBERS =
      List.of("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries");

  private ImageDefaults() {}

  /**
   * What to send.
   *
   * @param published the ports that are published; they stay exposed when the image forgets them
   */
  static ObjectNode userSet(JsonNode config, JsonNode image, Set<String> published) {
    ObjectNode user = Json.copy(config);
    for (String field : List.of("User", "StopSignal")) {
      if (config.path(field).asText().equals(image.path(field).asText())) {
        user.remove(field);
      }
    }
    if (directory(config).equals(directory(image))) {
      user.remove("WorkingDir");
    }
    if (config.path("ArgsEscaped").equals(image.path("ArgsEscaped"))) {
      user.remove("ArgsEscaped");
    }
    user.set("Env", userEnvironment(config.path("Env"), image.path("Env")));
    subtract(user, "Labels", image.path("Labels"), Set.of());
    subtract(user, "ExposedPorts", image.path("ExposedPorts"), published);
    subtract(user, "Volumes", image.path("Volumes"), Set.of());
    userCommand(user, config, image);
    userHealth(user, config.path("Healthcheck"), image.path("Healthcheck"));
    return user;
  }

  /** What the engine makes of it. */
  static ObjectNode merged(JsonNode user, JsonNode image) {
    ObjectNode config = Json.copy(user);
    for (String field : List.of("User", "StopSignal", "WorkingDir")) {
      if (Json.blank(user.path(field)) && !Json.blank(image.path(field))) {
        config.set(field, image.path(field));
      }
    }
    if (!Json.blank(config.path("WorkingDir"))) {
      config.put("WorkingDir", directory(config));
    }
    config.set("Env", environment(user.path("Env"), image.path("Env")));
    for (String field : List.of("Labels", "ExposedPorts", "Volumes")) {
      ObjectNode union = Json.copy(image.path(field));
      union.setAll(Json.copy(user.path(field)));
      config.set(field, union);
    }
    command(config, user, image);
    health(config, user.path("Healthcheck"), image.path("Healthcheck"));
    return config;
  }

  /** By the exact text: the image's key with another value is the user's. */
  private static ArrayNode userEnvironment(JsonNode container, JsonNode image) {
    List<String> all = Json.texts(container);
    Set<String> defaults = Set.copyOf(Json.texts(image));
    List<String> kept = new ArrayList<>();
    for (String entry : all) {
      boolean once = all.stream().filter(other -> key(other).equals(key(entry))).count() == 1;
      if (!once || !defaults.contains(entry)) {
        kept.add(entry);
      }
    }
    return Json.array(kept);
  }

  /** A bare name of the user's hides the image's: it unsets the variable. */
  private static ArrayNode environment(JsonNode user, JsonNode image) {
    List<String> entries = new ArrayList<>(Json.texts(user));
    Set<String> taken = entries.stream().map(ImageDefaults::key).collect(Collectors.toSet());
    Json.texts(image).stream().filter(entry -> !taken.contains(key(entry))).forEach(entries::add);
    return Json.array(entries);
  }

  private static String key(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0 ? entry : entry.substring(0, equals);
  }

  private static void subtract(ObjectNode user, String field, JsonNode image, Set<String> kept) {
    ObjectNode own = Json.copy(user.path(field));
    for (String name : Json.names(own)) {
      if (!kept.contains(name) && own.path(name).equals(image.path(name))) {
        own.remove(name);
      }
    }
    user.set(field, own);
  }

  /**
   * An entry point of the user's keeps the image's command out, so the two are one decision. The
   * engine keeps {@code [""]} (no entry point, whatever the image says) as null.
   */
  private static void userCommand(ObjectNode user, JsonNode config, JsonNode image) {
    JsonNode entry = config.path("Entrypoint");
    JsonNode command = config.path("Cmd");
    boolean sameCommand = same(command, image.path("Cmd"));
    if (!same(entry, image.path("Entrypoint"))) {
      if (Json.absent(entry)) {
        user.set("Entrypoint", Json.array(List.of("")));
      } else if (entry.isEmpty() && sameCommand) {
        user.remove("Cmd");
      }
    } else if (sameCommand) {
      user.remove(List.of("Entrypoint", "Cmd"));
    } else if (!Json.blank(command)) {
      user.remove("Entrypoint");
    }
  }

  private static void command(ObjectNode config, JsonNode user, JsonNode image) {
    JsonNode entry = user.path("Entrypoint");
    if (Json.blank(entry)) {
      if (Json.blank(user.path("Cmd"))) {
        config.set("Cmd", image.path("Cmd").deepCopy());
      }
      if (Json.absent(entry)) {
        config.set("Entrypoint", image.path("Entrypoint").deepCopy());
      }
    }
    if (config.path("Entrypoint").equals(Json.array(List.of("")))) {
      config.putNull("Entrypoint");
    }
  }

  private static void userHealth(ObjectNode user, JsonNode health, JsonNode image) {
    if (health.isObject() && image.isObject()) {
      ObjectNode own = Json.copy(health);
      if (same(health.path("Test"), image.path("Test"))) {
        own.remove("Test");
      }
      for (String number : HEALTH_NUMBERS) {
        if (health.path(number).asLong() == image.path(number).asLong()) {
          own.remove(number);
        }
      }
      user.set("Healthcheck", own);
    }
    if (Json.blank(user.path("Healthcheck"))) {
      user.remove("Healthcheck");
    }
  }

  private static void health(ObjectNode config, JsonNode user, JsonNode image) {
    if (!image.isObject()) {
      return;
    }
    ObjectNode all = Json.copy(user);
    if (Json.blank(all.path("Test")) && image.has("Test")) {
      all.set("Test", image.path("Test"));
    }
    for (String number : HEALTH_NUMBERS) {
      if (all.path(number).asLong() == 0 && image.path(number).asLong() != 0) {
        all.set(number, image.path(number));
      }
    }
    config.set("Healthcheck", all);
  }

  /** The engine cleans it; the image keeps it as it was written. */
  private static String directory(JsonNode config) {
    String directory = config.path("WorkingDir").asText();
    return directory.isEmpty() ? "" : Path.of(directory).normalize().toString();
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return (Json.blank(one) && Json.blank(other)) || one.equals(other);
  }
}
