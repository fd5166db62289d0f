package ca.iotistic.agent.launcher.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that need a unit to be understood. */
final class Units {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})([A-Za-z]+)");
  private static final Map<String, Long> TIME = Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86400L);
  private static final Map<String, Long> SIZE =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Units() {}

  static Optional<Long> seconds(String text) {
    return amount(text, TIME);
  }

  static Optional<Long> bytes(String text) {
    return amount(text, SIZE).filter(bytes -> bytes > 0);
  }

  private static Optional<Long> amount(String text, Map<String, Long> units) {
    Matcher found = AMOUNT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(units.get(found.group(2)))
        .map(unit -> Long.parseLong(found.group(1)) * unit);
  }
}
