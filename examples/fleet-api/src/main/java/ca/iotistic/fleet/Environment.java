package ca.iotistic.fleet;

import ca.iotistic.agent.io.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the environment's variables; every complaint names the variable and the cure. */
final class Environment {
  private static final String PREFIX = "FLEET_";

  private final Map<String, String> variables;
  private final Set<String> known = new TreeSet<>();

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** Empty if it is not set, or set to nothing. */
  Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  int number(String name, int absent, int from, int to) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    String wrong = name + " is \"" + text.get() + "\": write a number of " + from + " to " + to;
    try {
      int number = Integer.parseInt(text.get().trim());
      if (number < from || number > to) {
        throw new IllegalArgumentException(wrong);
      }
      return number;
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException(wrong, none);
    }
  }

  Duration duration(String name, Duration absent) {
    Optional<String> text = text(name);
    try {
      return text.map(Durations::parse).orElse(absent);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(name + ": " + none.getMessage(), none);
    }
  }

  /** A secret, by value or from a file, but not both. */
  Optional<String> secret(String name) {
    Optional<String> value = text(name);
    Optional<String> file = text(name + "_FILE");
    if (value.isPresent() && file.isPresent()) {
      throw new IllegalArgumentException(
          name + " and " + name + "_FILE are both set: keep one, best the file");
    }
    return file.isPresent() ? file.map(path -> content(name, path)) : value;
  }

  /** A file that can be read. */
  Optional<Path> file(String name) {
    Optional<Path> file = text(name).map(Path::of);
    if (file.filter(path -> !Files.isReadable(path)).isPresent()) {
      throw new IllegalArgumentException(
          name
              + " names "
              + file.get()
              + ", which cannot be read: create it, readable by this user");
    }
    return file;
  }

  /** Those with our prefix that nobody has asked for, most likely misspelt. */
  Set<String> unknown() {
    Set<String> unknown = new TreeSet<>(variables.keySet());
    unknown.removeIf(name -> !name.startsWith(PREFIX) || known.contains(name));
    return unknown;
  }

  private static String content(String name, String path) {
    try {
      return Files.readString(Path.of(path), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          name + "_FILE names " + path + ", which cannot be read: create it, readable by this user",
          unreadable);
    }
  }
}
