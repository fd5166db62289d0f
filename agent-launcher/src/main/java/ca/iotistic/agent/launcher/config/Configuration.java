package ca.iotistic.agent.launcher.config;

import ca.iotistic.agent.launcher.config.Chosen.Rank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The effective configuration: the environment wins over the file, the file over the defaults.
 *
 * <p>Values are as they were written ({@code 30s}, {@code 512MiB}); a list is a JSON array. An
 * empty value counts as not set.
 */
public final class Configuration {
  /** Where the file is if nobody names another one. */
  public static final Path USUAL = Path.of("/etc/iotistic/agent.yaml");

  private final Map<String, Chosen> chosen;
  private final List<String> mistakes;
  private final boolean understood;

  private Configuration(Map<String, Chosen> chosen, List<String> mistakes, boolean understood) {
    this.chosen = chosen;
    this.mistakes = List.copyOf(mistakes);
    this.understood = understood;
  }

  /**
   * One setting as it may be shown.
   *
   * @param value masked if it is a secret
   * @param source the file and line, the name in the environment, or that it is the default
   */
  public record Setting(String key, String value, String source, String doc) {}

  /**
   * Reads all of it and keeps the mistakes for {@link #demand}.
   *
   * @param file instead of the usual one; then it must be there
   */
  public static Configuration load(Optional<Path> file, Map<String, String> environment) {
    Reader reader = new Reader();
    reader.file(file.orElse(USUAL), file.isEmpty());
    reader.environment(environment);
    List<String> mistakes = new ArrayList<>(reader.mistakes);
    mistakes.addAll(Rules.apply(reader.chosen));
    deviceFromFile(reader.chosen, mistakes);
    return new Configuration(reader.chosen, mistakes, reader.understood);
  }

  private static void deviceFromFile(Map<String, Chosen> chosen, List<String> mistakes) {
    Optional<Chosen> named = Optional.ofNullable(chosen.get("device_file"));
    if (named.isEmpty() || chosen.containsKey("device")) {
      return;
    }
    Path file = Path.of(named.get().value());
    try {
      String device = Files.readString(file).strip();
      if (Keys.DEVICE.read(new Value.Scalar(device)).isPresent()) {
        chosen.put("device", new Chosen(device, named.get().rank(), file.toString()));
      } else {
        mistakes.add(
            named.get().where()
                + ": what "
                + file
                + " holds is not "
                + Keys.DEVICE.allowed()
                + ".");
      }
    } catch (IOException unreadable) {
      mistakes.add(
          named.get().where()
              + ": the name of this device cannot be read from "
              + file
              + " ("
              + (Files.exists(file) ? "no permission, or not text" : "there is no such file")
              + ").");
    }
  }

  /** Every mistake, a sentence each; nothing is said about keys that are missing. */
  public List<String> mistakes() {
    return mistakes;
  }

  /**
   * Makes sure that the configuration can be used.
   *
   * @param keys without which it cannot
   */
  public Configuration demand(String... keys) throws ConfigurationException {
    List<String> all = new ArrayList<>(mistakes);
    // Of a file that cannot be read nobody knows what is missing in it.
    for (String path : keys) {
      Key key = Keys.find(path).orElseThrow();
      // A wrong value has been named already, and is not missing.
      if (understood
          && !chosen.containsKey(path)
          && all.stream().noneMatch(m -> m.contains(path + " is "))) {
        all.add(
            path
                + " is missing: "
                + key.doc()
                + ". Set it in the file, or "
                + key.environmentName()
                + " in the environment.");
      }
    }
    if (!all.isEmpty()) {
      throw new ConfigurationException(all);
    }
    return this;
  }

  /** The value of a key, as it was written. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(chosen.get(key)).map(Chosen::value);
  }

  /** The state directory, which has a default. */
  public Path stateDirectory() {
    return Path.of(get("state_dir").orElseThrow());
  }

  /** All that the agent gets, secrets included. */
  public Map<String, String> settings() {
    Map<String, String> all = new TreeMap<>();
    chosen.forEach((key, value) -> all.put(key, value.value()));
    return all;
  }

  /** All that may be shown, in the order of the documentation. */
  public List<Setting> shown() {
    Stream<Key> ofPlugins =
        chosen.keySet().stream()
            .filter(path -> !Keys.BY_PATH.containsKey(path))
            .sorted()
            .flatMap(path -> Keys.find(path).stream());
    return Stream.concat(Keys.ALL.stream(), ofPlugins)
        .flatMap(
            key ->
                Optional.ofNullable(chosen.get(key.path())).map(value -> show(key, value)).stream())
        .toList();
  }

  /** The keys that have neither a value nor a default. */
  public List<Setting> unset() {
    return Keys.ALL.stream()
        .filter(key -> !chosen.containsKey(key.path()))
        .map(key -> new Setting(key.path(), "", "", key.doc()))
        .toList();
  }

  private static Setting show(Key key, Chosen value) {
    String source = value.rank() == Rank.PRESET ? "default" : value.where();
    return new Setting(key.path(), key.secret() ? "********" : value.value(), source, key.doc());
  }
}
