package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What must not leave the device with a log: values of the environment whose names say so. */
record Secrets(List<String> values) {
  private static final Pattern NAME =
      Pattern.compile("(?i).*(PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$).*");

  /** Shorter ones would turn ordinary text into stars. */
  private static final int SHORTEST = 4;

  static Secrets of(JsonNode container) {
    List<String> values = new ArrayList<>();
    for (String entry : Json.texts(Fields.at(container, "Config", "Env"))) {
      int equals = entry.indexOf('=');
      if (equals > 0
          && NAME.matcher(entry.substring(0, equals)).matches()
          && entry.length() - equals - 1 >= SHORTEST) {
        values.add(entry.substring(equals + 1));
      }
    }
    // One may be the beginning of another.
    values.sort(Comparator.comparingInt(String::length).reversed());
    return new Secrets(List.copyOf(values));
  }

  List<String> mask(List<String> lines) {
    return lines.stream().map(this::mask).toList();
  }

  private String mask(String line) {
    String masked = line;
    for (String value : values) {
      masked = masked.replace(value, "***");
    }
    return masked;
  }
}
