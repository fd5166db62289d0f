package ca.iotistic.agent.http;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The calls of one look-up: follows redirects, and tries again what may pass, within one time for
 * all of them. Credentials go to the host that they are for, wherever a redirect leads.
 */
public final class Calls {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Transport transport;
  private final Patience patience;
  private final Time time;
  private final Map<String, String> headers;
  private final Duration end;

  /**
   * @param headers of every call but a POST
   */
  public Calls(Transport transport, Patience patience, Time time, Map<String, String> headers) {
    this.transport = transport;
    this.patience = patience;
    this.time = time;
    this.headers = Map.copyOf(headers);
    this.end = time.uptime().plus(patience.all());
  }

  /**
   * @return an answer that is no redirect and says nothing passing
   */
  public Answer get(URI to, Optional<String> authorization)
      throws UpdateException, InterruptedException {
    return followed(to, authorization, Ask::get);
  }

  /** The same without a body. */
  public Answer head(URI to, Optional<String> authorization)
      throws UpdateException, InterruptedException {
    return followed(to, authorization, Ask::head);
  }

  private Answer followed(
      URI to, Optional<String> authorization, BiFunction<URI, Map<String, String>, Ask> kind)
      throws UpdateException, InterruptedException {
    return patiently(
        to,
        () ->
            Redirects.follow(
                to,
                (next, home) ->
                    transport.send(kind.apply(next, headers(authorization, home)), limit())));
  }

  /** A redirect is an answer here. */
  public Answer hop(URI to, Optional<String> authorization)
      throws UpdateException, InterruptedException {
    return patiently(to, () -> transport.send(Ask.get(to, headers(authorization, true)), limit()));
  }

  /** A redirect is an answer here: a secret is not carried on. */
  public Answer post(URI to, String form) throws UpdateException, InterruptedException {
    return patiently(to, () -> transport.send(Ask.post(to, form), limit()));
  }

  private Map<String, String> headers(Optional<String> authorization, boolean home) {
    Map<String, String> all = new HashMap<>(headers);
    authorization.filter(known -> home).ifPresent(known -> all.put("Authorization", known));
    return all;
  }

  private interface Attempt {
    Answer make() throws IOException, UpdateException, InterruptedException;
  }

  private Answer patiently(URI to, Attempt attempt) throws UpdateException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int made = 1; ; made++) {
      UpdateException failed;
      Duration wanted = pause;
      try {
        Answer answer = attempt.make();
        if (!answer.passing()) {
          return answer;
        }
        failed = Transport.unavailable(Addresses.host(to) + " answers " + answer.status());
        wanted = answer.header("Retry-After").flatMap(Calls::seconds).orElse(pause);
      } catch (IOException lost) {
        failed = transport.lost(to, lost);
        if (Transport.untrusted(lost)) {
          throw failed;
        }
      }
      if (made >= patience.attempts() || time.uptime().plus(wanted).compareTo(end) >= 0) {
        throw failed;
      }
      time.sleep(wanted);
      pause = pause.multipliedBy(2);
    }
  }

  /**
   * What {@code Retry-After} asks for. A date instead is as good as nothing: the clock may be
   * wrong.
   */
  public static Optional<Duration> seconds(String text) {
    return text.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private Duration limit() throws IOException {
    Duration left = end.minus(time.uptime());
    if (left.isNegative() || left.isZero()) {
      throw new IOException("the time for it is over");
    }
    return left.compareTo(patience.call()) < 0 ? left : patience.call();
  }
}
