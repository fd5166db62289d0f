package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code If-Range} may carry, by RFC 9110 section 13.1.5: strong validators only. */
final class Validator {
  private static final Pattern STRONG = Pattern.compile("\"[!#-~]*\"");
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private Validator() {}

  /** Empty if there is none. */
  static String of(Response answer) {
    return answer
        .header("ETag")
        .filter(tag -> STRONG.matcher(tag).matches())
        .or(() -> answer.header("Last-Modified").filter(moment -> settled(answer, moment)))
        .orElse("");
  }

  /** Of one kind and not the same: the content has changed. */
  static boolean differ(String one, String other) {
    return !one.isEmpty()
        && !other.isEmpty()
        && one.startsWith("\"") == other.startsWith("\"")
        && !one.equals(other);
  }

  /** Within the same second a file may change twice. */
  private static boolean settled(Response answer, String modified) {
    Optional<Instant> then = moment(modified);
    Optional<Instant> now = answer.header("Date").flatMap(Validator::moment);
    return then.isPresent() && now.isPresent() && !then.get().plus(SETTLED).isAfter(now.get());
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
