package ca.iotistic.agent.launcher.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of values. A value passes as it was written or not at all; nothing is guessed. */
final class Types {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TIME = "((?:[01]\\d|2[0-3]):[0-5]\\d)";
  private static final Pattern WINDOW = Pattern.compile(TIME + "-" + TIME);
  private static final String HOST = "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+])";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<scheme>[a-z]+)://"
              + HOST
              + "(?::(?<port>\\d{1,5}))?(?<path>(?:/[^\\s#\\p{Cntrl}]*)?)");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[::1]");

  private Types() {}

  static Type text() {
    return scalar("text in one line", Types::printable);
  }

  static Type matching(String pattern, String allowed) {
    return scalar(allowed, Pattern.compile(pattern).asMatchPredicate());
  }

  static Type choice(String... words) {
    List<String> all = Arrays.asList(words);
    String last = words[words.length - 1];
    String others = String.join(", ", all.subList(0, all.size() - 1));
    return scalar(others + " or " + last, all::contains);
  }

  static Type file() {
    return scalar(
        "an absolute path, like /etc/iotistic/password",
        text -> text.startsWith("/") && printable(text));
  }

  static Type whole(int least, int most) {
    return scalar(
        "a whole number from " + least + " to " + most,
        text ->
            text.matches("\\d{1,6}")
                && Integer.parseInt(text) >= least
                && Integer.parseInt(text) <= most);
  }

  static Type duration(String least, String most) {
    long from = Units.seconds(least).orElseThrow();
    long to = Units.seconds(most).orElseThrow();
    return scalar(
        "a time from " + least + " to " + most + ", written like 30s, 5m, 2h or 7d",
        text -> Units.seconds(text).filter(s -> s >= from && s <= to).isPresent());
  }

  static Type size() {
    return scalar(
        "a size, written like 64KiB, 512MiB or 2GiB", text -> Units.bytes(text).isPresent());
  }

  static Type rate() {
    return scalar(
        "a rate, written like 1KiB/s or 2MiB/s",
        text ->
            text.endsWith("/s") && Units.bytes(text.substring(0, text.length() - 2)).isPresent());
  }

  static Type window() {
    return scalar(
        "two different times of day with a minus between, like 02:00-05:00 or 22:00-04:00",
        Types::isWindow);
  }

  static Type zone() {
    return scalar(
        "a time zone by its IANA name, like America/Toronto or UTC",
        text -> ZoneId.getAvailableZoneIds().contains(text));
  }

  static Type broker() {
    return scalar(
        "tcp://HOST:PORT, or ssl://HOST:PORT for TLS, without a name or a password in it",
        text -> isAddress(text, List.of("tcp", "ssl", "mqtt", "mqtts"), false));
  }

  static Type engine() {
    return scalar(
        "a socket, like unix:///var/run/docker.sock, or tcp://HOST:PORT",
        text -> text.matches("unix:///\\S+") || isAddress(text, List.of("tcp"), false));
  }

  /** Plain http only where nobody can listen in. */
  static Type releases() {
    return scalar(
        "an address that begins with https://, or with http:// on this machine itself, or with"
            + " file:/// for a folder",
        text ->
            isAddress(text, List.of("https"), true)
                || isLoopback(text)
                || text.matches("file:///[^\\s#\\p{Cntrl}]+"));
  }

  static Type web() {
    return scalar(
        "an address that begins with http:// or https://",
        text -> isAddress(text, List.of("http", "https"), true));
  }

  /** May carry a name and a password. */
  static Type proxy() {
    return scalar(
        "an address like http://HOST:PORT",
        text -> isAddress(text.replaceFirst("//[^/@\\s]*@", "//"), List.of("http", "https"), true));
  }

  /** A program with its arguments, which no shell takes apart. */
  static Type command() {
    return new Type(
        "a list of a program by its absolute path and its arguments, like [\"/usr/bin/test\", \"-e\","
            + " \"/tmp/ok\"]",
        Types::readCommand);
  }

  static Type probe() {
    Type address = web();
    Type command = command();
    return new Type(
        "an http address, or " + command.allowed(),
        value -> address.read(value).or(() -> command.read(value)));
  }

  private static Type scalar(String allowed, Predicate<String> valid) {
    return new Type(
        allowed,
        value ->
            value instanceof Value.Scalar s && valid.test(s.text())
                ? Optional.of(s.text())
                : Optional.empty());
  }

  private static Optional<String> readCommand(Value value) {
    if (value instanceof Value.Items items
        && !items.texts().isEmpty()
        && items.texts().get(0).startsWith("/")
        && items.texts().stream().allMatch(Types::printable)) {
      try {
        return Optional.of(JSON.writeValueAsString(items.texts()));
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return Optional.empty();
  }

  private static boolean isWindow(String text) {
    Matcher times = WINDOW.matcher(text);
    return times.matches() && !times.group(1).equals(times.group(2));
  }

  /** Not by {@link java.net.URI}, to which a host name with an underscore in it is none. */
  private static boolean isAddress(String text, List<String> schemes, boolean path) {
    Matcher parts = ADDRESS.matcher(text);
    return parts.matches()
        && schemes.contains(parts.group("scheme"))
        && (path || parts.group("path").matches("/?"))
        && (parts.group("port") == null || isPort(parts.group("port")));
  }

  private static boolean isLoopback(String text) {
    Matcher parts = ADDRESS.matcher(text);
    return isAddress(text, List.of("http"), true)
        && parts.matches()
        && LOOPBACK.matcher(parts.group("host")).matches();
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port > 0 && port < 65536;
  }

  private static boolean printable(String text) {
    return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
  }
}
