package ca.iotistic.agent.command;

import java.util.Locale;

/** What a stranger has sent, fit for a sentence: in quotes, bounded, nothing invisible in it. */
final class Excerpt {
  private static final int VALUE = 48;
  private static final int SENTENCE = 200;

  private Excerpt() {}

  /** A value, in quotes. */
  static String quote(String text) {
    return '"' + bounded(text, VALUE) + '"';
  }

  /** A value, as it is. */
  static String plain(String text) {
    return bounded(text, VALUE);
  }

  /** Somebody else's sentence about a value. */
  static String sentence(String text) {
    return bounded(text, SENTENCE);
  }

  private static String bounded(String text, int limit) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (out.length() >= limit) {
        return out.append('…').toString();
      }
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (visible(codePoint)) {
        out.appendCodePoint(codePoint);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
      }
    }
    return out.toString();
  }

  /** No control characters, and none that turn, join or hide the text around them. */
  private static boolean visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
