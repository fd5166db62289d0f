package ca.iotistic.agent.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of the units. They hold nothing that systemd would have to be told to take literally: a
 * name with such a character is refused, since every directive has quoting rules of its own.
 */
final class Units {
  private static final Pattern PATH = Pattern.compile("/[\\p{L}\\p{N}/._+:,=@~-]*");
  private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.-]{1,230}\\.service");

  /** What ProtectHome, PrivateTmp and PrivateDevices take from the agent. */
  private static final List<String> HIDDEN =
      List.of("/home", "/root", "/run/user", "/tmp", "/var/tmp", "/dev");

  /** Below it systemd makes a state directory itself. */
  private static final Path SYSTEMDS = Path.of("/var/lib");

  private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");
  private static final int USAGE = 2;

  private Units() {}

  /**
   * What the agent's own unit is made of.
   *
   * @param state the state directory
   * @param config the configuration file
   * @param java the home of the Java that it runs on
   */
  record Agent(String unit, Path binary, Path state, Path config, Path java) {}

  /**
   * The agent's own, hardened as far as something can be that replaces itself.
   *
   * @throws IllegalArgumentException if one of these cannot be written into a unit, or would not be
   *     seen from within it
   */
  static String agent(Agent agent) {
    List.of(agent.binary(), agent.state(), agent.config(), agent.java()).forEach(Units::visible);
    Map<String, String> places = places(agent.unit(), agent.binary(), agent.state());
    places.put("CONFIG", fit(agent.config()));
    places.put("STATEDIRECTORY", stateDirectory(agent.state()));
    places.put("JAVA", fit(agent.java()));
    return filled("iotistic-agent.service", places);
  }

  /**
   * The other half's.
   *
   * @param unit the agent's
   * @throws IllegalArgumentException if one of these cannot be written into a unit
   */
  static String switcher(String unit, Path binary, Path stateDirectory) {
    return filled("iotistic-agent-switcher.service", places(unit, binary, stateDirectory));
  }

  /**
   * @throws IllegalArgumentException if one of these cannot be written into a unit
   */
  static void requireFit(String unit, Path binary, Path state) {
    fit(unit);
    fit(binary);
    fit(state);
  }

  /** Of the timer that starts the agent again when systemd has given up. */
  static String again(String unit) {
    return filled("iotistic-agent-again.timer", Map.of("UNIT", fit(unit)));
  }

  private static Map<String, String> places(String unit, Path binary, Path state) {
    Map<String, String> places = new TreeMap<>();
    places.put("UNIT", fit(unit));
    places.put("AGAIN", unit.replaceFirst("\\.service$", "-again.timer"));
    places.put("BINARY", fit(binary));
    places.put("DIRECTORY", fit(Objects.requireNonNull(binary.getParent(), "a directory")));
    places.put("STATE", fit(state));
    return places;
  }

  /** Within the sandbox it cannot be made, so that one that was removed stays away; systemd can. */
  private static String stateDirectory(Path state) {
    return state.startsWith(SYSTEMDS) && !state.equals(SYSTEMDS)
        ? "StateDirectory=" + SYSTEMDS.relativize(state) + "\nStateDirectoryMode=0700"
        : "# " + state + " has to be there: scripts/install-systemd makes it.";
  }

  private static void visible(Path path) {
    for (String hidden : HIDDEN) {
      if (path.startsWith(hidden)) {
        throw new IllegalArgumentException(
            "the path \""
                + path
                + "\" is hidden from the service: choose one outside of "
                + hidden);
      }
    }
  }

  private static String fit(Path path) {
    if (!PATH.matcher(path.toString()).matches()) {
      throw new IllegalArgumentException(
          "the path \""
              + path
              + "\" cannot be written into a unit: choose an absolute one of letters, digits and"
              + " / . _ + : , = @ ~ -");
    }
    return path.toString();
  }

  private static String fit(String unit) {
    if (!UNIT.matcher(unit).matches()) {
      throw new IllegalArgumentException(
          "\"" + unit + "\" cannot be the agent's unit: it needs a name like gauge.service");
    }
    return unit;
  }

  private static String filled(String resource, Map<String, String> places) {
    return PLACE
        .matcher(text(resource))
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(places.get(place.group(1)), place.group())));
  }

  private static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Units.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Prints one, for scripts/install-systemd: {@code agent UNIT BINARY STATE CONFIG JAVAHOME},
   * {@code switcher UNIT BINARY STATE} or {@code again UNIT}.
   */
  public static void main(String[] arguments) {
    try {
      System.out.print(wanted(List.of(arguments)));
    } catch (IllegalArgumentException unfit) {
      System.err.println(unfit.getMessage());
      System.exit(USAGE);
    }
  }

  static String wanted(List<String> words) {
    String form = words.isEmpty() ? "" : words.get(0) + "/" + words.size();
    return switch (form) {
      case "agent/6" ->
          agent(
              new Agent(
                  words.get(1), path(words, 2), path(words, 3), path(words, 4), path(words, 5)));
      case "switcher/4" -> switcher(words.get(1), path(words, 2), path(words, 3));
      case "again/2" -> again(words.get(1));
      default ->
          throw new IllegalArgumentException(
              "which unit? agent UNIT BINARY STATE CONFIG JAVAHOME, switcher UNIT BINARY STATE, or"
                  + " again UNIT");
    };
  }

  private static Path path(List<String> words, int at) {
    return Path.of(words.get(at));
  }
}
