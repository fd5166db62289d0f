package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/**
 * The calls of one look-up: follows redirects, and tries again what may pass, within one time for
 * all of them. Credentials go to the host that they are for, wherever a redirect leads.
 */
final class Calls {
  private static final int MOST_REDIRECTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Transport transport;
  private final Patience patience;
  private final Time time;
  private final Duration end;

  Calls(Transport transport, Patience patience, Time time) {
    this.transport = transport;
    this.patience = patience;
    this.time = time;
    this.end = time.uptime().plus(patience.all());
  }

  /**
   * @return an answer that is no redirect and says nothing passing
   */
  Answer get(URI to, Optional<String> authorization) throws UpdateException, InterruptedException {
    return patiently(to, () -> followed(to, authorization));
  }

  /** A redirect is an answer here: a secret is not carried on. */
  Answer post(URI to, String form) throws UpdateException, InterruptedException {
    return patiently(to, () -> transport.send(to, Map.of(), form, limit()));
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
      } catch (SSLHandshakeException untrusted) {
        throw untrusted(to, untrusted);
      } catch (IOException lost) {
        failed =
            new UpdateException(
                Reason.REGISTRY_UNAVAILABLE,
                Addresses.hostAndPort(to) + " does not answer (" + Words.of(lost) + ")",
                lost);
      }
      if (made >= patience.attempts() || time.uptime().plus(wanted).compareTo(end) >= 0) {
        throw failed;
      }
      time.sleep(wanted);
      pause = pause.multipliedBy(2);
    }
  }

  /** A date instead is as good as nothing: the clock may be wrong. */
  private static Optional<Duration> seconds(String text) {
    return text.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private static UpdateException untrusted(URI to, SSLHandshakeException failed) {
    return new UpdateException(
        Reason.REGISTRY_UNAVAILABLE,
        "no TLS with "
            + Addresses.hostAndPort(to)
            + " ("
            + Words.of(failed)
            + "); name who vouches for it in "
            + Trust.SETTING
            + ", and see that the clock is right",
        failed);
  }

  private Answer followed(URI first, Optional<String> authorization)
      throws IOException, UpdateException, InterruptedException {
    URI to = first;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      Map<String, String> headers =
          authorization.isPresent() && Addresses.sameOrigin(first, to)
              ? Map.of("Accept", "application/json", "Authorization", authorization.get())
              : Map.of("Accept", "application/json");
      Answer answer = transport.send(to, headers, "", limit());
      Optional<String> location = answer.header("Location");
      if (!answer.redirects() || location.isEmpty()) {
        return answer;
      }
      to = next(to, location.get());
    }
    throw Transport.unavailable(
        Addresses.hostAndPort(first) + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private static URI next(URI from, String location) throws UpdateException {
    try {
      URI next = from.resolve(location);
      boolean web = Addresses.secure(next) || "http".equalsIgnoreCase(next.getScheme());
      if (web && next.getHost() != null && !(Addresses.secure(from) && !Addresses.secure(next))) {
        return next;
      }
    } catch (IllegalArgumentException broken) {
      // Told below, in the same words.
    }
    throw Transport.unavailable(
        Addresses.hostAndPort(from)
            + " redirects to "
            + Words.bounded(location)
            + ", which is refused");
  }

  private Duration limit() throws IOException {
    Duration left = end.minus(time.uptime());
    if (left.isNegative() || left.isZero()) {
      throw new IOException("the time for it is over");
    }
    return left.compareTo(patience.call()) < 0 ? left : patience.call();
  }
}
