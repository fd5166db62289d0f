package ca.iotistic.agent.status;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Brings texts of any origin into what a status may carry. */
final class Wording {
  static final int MAX_ERROR = 512;
  static final int MAX_VERSION = 256;
  static final int MAX_LOG = 4096;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");
  private static final Pattern HALF = Pattern.compile("\\p{Cs}");

  private Wording() {}

  /** One line of at most {@code limit} characters. */
  static String line(String text, int limit) {
    String line = HALF.matcher(CONTROL.matcher(text).replaceAll(" ").strip()).replaceAll("?");
    if (line.length() <= limit) {
      return line;
    }
    int end = limit - 1;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  /** The last lines that fit into the limit as they stand in JSON. */
  static String tail(List<String> lines, Secrets secrets) {
    StringBuilder tail = new StringBuilder();
    int room = MAX_LOG;
    List<String> masked = secrets.mask(String.join("\n", lines)).lines().toList();
    for (int i = masked.size() - 1; i >= 0; i--) {
      String line = HALF.matcher(CONTROL.matcher(masked.get(i)).replaceAll(" ")).replaceAll("?");
      String fits = end(line, room);
      tail.insert(0, i == masked.size() - 1 ? fits : fits + "\n");
      room -= size(fits) + 2;
      if (room <= 0 || fits.length() < line.length()) {
        break;
      }
    }
    return tail.toString();
  }

  private static String end(String line, int room) {
    int from = line.length();
    int used = 0;
    while (from > 0) {
      int codePoint = line.codePointBefore(from);
      used += size(Character.toString(codePoint));
      if (used > room) {
        break;
      }
      from -= Character.charCount(codePoint);
    }
    return line.substring(from);
  }

  /** Bytes in JSON, where quotes and backslashes take two. */
  private static int size(String text) {
    int escapes = (int) text.chars().filter(c -> c == '"' || c == '\\').count();
    return text.getBytes(StandardCharsets.UTF_8).length + escapes;
  }
}
