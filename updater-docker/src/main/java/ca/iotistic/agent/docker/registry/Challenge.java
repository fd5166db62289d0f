package ca.iotistic.agent.docker.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to see (RFC 7235), of the two ways that registries know.
 *
 * @param parameters by lower-case name
 */
record Challenge(boolean bearer, Map<String, String> parameters) {
  private static final int LONGEST = 4096;
  private static final String VALUE = "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s\",]++)";

  /** A parameter, or else the name of the next scheme. */
  private static final Pattern PART =
      Pattern.compile("([A-Za-z][A-Za-z0-9_-]*+)(?:\\s*+=\\s*+(?:" + VALUE + "))?+");

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /** Of the headers {@code WWW-Authenticate}; a token is preferred. Empty if there is neither. */
  static Optional<Challenge> of(List<String> headers) {
    Optional<Challenge> basic = Optional.empty();
    for (String header : headers) {
      Map<String, Map<String, String>> schemes = schemes(header);
      if (schemes.containsKey("bearer")) {
        return Optional.of(new Challenge(true, schemes.getOrDefault("bearer", Map.of())));
      }
      if (schemes.containsKey("basic")) {
        basic = Optional.of(new Challenge(false, schemes.getOrDefault("basic", Map.of())));
      }
    }
    return basic;
  }

  private static Map<String, Map<String, String>> schemes(String header) {
    Map<String, Map<String, String>> schemes = new TreeMap<>();
    Map<String, String> parameters = new TreeMap<>();
    Matcher part = PART.matcher(header.substring(0, Math.min(header.length(), LONGEST)));
    while (part.find()) {
      String name = part.group(1).toLowerCase(Locale.ROOT);
      Optional<String> quoted = Optional.ofNullable(part.group(2));
      Optional<String> bare = Optional.ofNullable(part.group(3));
      if (quoted.isEmpty() && bare.isEmpty()) {
        parameters = new TreeMap<>();
        schemes.putIfAbsent(name, parameters);
      } else {
        parameters.put(
            name, quoted.map(text -> text.replaceAll("\\\\(.)", "$1")).or(() -> bare).orElse(""));
      }
    }
    return schemes;
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
