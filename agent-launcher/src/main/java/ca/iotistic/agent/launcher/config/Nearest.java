package ca.iotistic.agent.launcher.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /** The nearest of {@code known}, if one is near enough to be a guess worth making. */
  public static Optional<String> to(String written, Collection<String> known) {
    String bare = bare(written);
    return known.stream()
        .filter(candidate -> distance(bare, candidate) <= Math.max(2, bare.length() / 4))
        .min(
            Comparator.<String>comparingInt(candidate -> distance(bare, candidate))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Zero for the same name with other separators, or without the sections before it. */
  private static int distance(String bare, String candidate) {
    String other = bare(candidate);
    if (candidate.substring(candidate.lastIndexOf('.') + 1).equals(bare)) {
      return 0;
    }
    return edits(bare, other);
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Insertions, deletions and replacements from one to the other. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, Math.min(row[column - 1], diagonal) + 1);
      }
    }
    return row[to.length()];
  }
}
