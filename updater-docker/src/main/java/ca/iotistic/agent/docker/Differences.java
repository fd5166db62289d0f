package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says in which fields two objects differ. */
final class Differences {
  private static final int SHOWN = 160;

  /** May hold passwords, and what is said here leaves the device. */
  private static final Set<String> SECRET = Set.of("Env", "LogConfig");

  private Differences() {}

  static List<String> between(String what, JsonNode wanted, JsonNode found) {
    Set<String> names = new TreeSet<>(Json.names(wanted));
    names.addAll(Json.names(found));
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      JsonNode one = wanted.path(name);
      JsonNode other = found.path(name);
      if (!one.equals(other)) {
        lines.add(
            what
                + "."
                + name
                + (name.equals("Env")
                    ? variables(one, other)
                    : ": wanted " + shown(name, one) + ", found " + shown(name, other)));
      }
    }
    return lines;
  }

  /** The names only. */
  private static String variables(JsonNode wanted, JsonNode found) {
    return ": lost " + minus(wanted, found) + ", new " + minus(found, wanted);
  }

  private static Set<String> minus(JsonNode one, JsonNode other) {
    Set<String> rest = new HashSet<>(Json.texts(one));
    Json.texts(other).forEach(rest::remove);
    Set<String> names = new TreeSet<>();
    rest.forEach(entry -> names.add(entry.replaceFirst("(?s)=.*", "")));
    return names;
  }

  private static String shown(String name, JsonNode value) {
    if (value.isMissingNode()) {
      return "nothing";
    }
    String text = SECRET.contains(name) ? "a value" : value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
