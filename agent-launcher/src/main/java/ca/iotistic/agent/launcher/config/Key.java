package ca.iotistic.agent.launcher.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One key of the configuration.
 *
 * @param path as in the file, {@code health.stable_for}
 * @param preset what it is if nobody says anything, as one would write it
 * @param secret whether its value is never shown
 * @param doc one line for the person who sets it
 */
record Key(String path, Type type, Optional<String> preset, boolean secret, String doc) {
  static Key key(String path, Type type, String doc) {
    return new Key(path, type, Optional.empty(), false, doc);
  }

  static Key key(String path, Type type, String preset, String doc) {
    return new Key(path, type, Optional.of(preset), false, doc);
  }

  static Key secret(String path, Type type, String doc) {
    return new Key(path, type, Optional.empty(), true, doc);
  }

  /** The path in capitals: {@code IOTISTIC_HEALTH_STABLE_FOR}. */
  String environmentName() {
    return Keys.PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
