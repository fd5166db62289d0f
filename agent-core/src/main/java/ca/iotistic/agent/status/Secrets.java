package ca.iotistic.agent.status;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Hides the secrets of the environment in texts that leave the device. Immutable. */
public final class Secrets {
  private static final String HIDDEN = "***";

  /** Shorter ones cannot be told from ordinary words. */
  private static final int SHORTEST = 4;

  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(pass(word|wd|phrase)?|pwd|token|secret|key|credentials?|auth)([_.-].*)?");
  private static final Pattern FILE = Pattern.compile("(?i).*(file|path|dir)");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@]*:[^/\\s@]*(?=@)");

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** The values of those variables whose names look like passwords, tokens or keys. */
  public static Secrets of(Map<String, String> environment) {
    return new Secrets(
        environment.entrySet().stream()
            .filter(e -> NAME.matcher(e.getKey()).matches())
            .filter(e -> !FILE.matcher(e.getKey()).matches() && !isFile(e.getValue()))
            .flatMap(e -> Stream.concat(Stream.of(e.getValue()), e.getValue().lines()))
            .map(String::strip)
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            // The longest first: what is left of a longer one would give it away.
            .sorted(Comparator.comparing(String::length).reversed())
            .toList());
  }

  /** The text without them, and without the passwords in its URLs. */
  public String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll(HIDDEN);
    for (String value : values) {
      masked = masked.replace(value, HIDDEN);
    }
    return masked;
  }

  /** A setting like {@code mqtt.key} says where the secret is, which is no secret. */
  private static boolean isFile(String value) {
    try {
      return value.startsWith("/") && Files.exists(Path.of(value));
    } catch (InvalidPathException none) {
      return false;
    }
  }
}
