package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Response;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a whole an answer is.
 *
 * @param total -1 if the answer does not say
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Empty if it says nothing that makes sense. */
  static Optional<ContentRange> of(Response answer) {
    return answer
        .header("Content-Range")
        .map(String::strip)
        .map(FORM::matcher)
        .filter(Matcher::matches)
        .map(
            form ->
                new ContentRange(
                    Long.parseLong(form.group(1)),
                    Long.parseLong(form.group(2)),
                    form.group(3).equals("*") ? -1 : Long.parseLong(form.group(3))))
        .filter(
            range -> range.first <= range.last && (range.total < 0 || range.last < range.total));
  }

  boolean continues(Kept kept) {
    return first == kept.length() && (total < 0 || kept.total() < 0 || total == kept.total());
  }
}
