package ca.iotistic.agent.http;

import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Where an answer sends to: never from TLS to none, and not without an end. */
public final class Redirects {
  public static final int MOST = 5;

  private Redirects() {}

  /** One request on the way. */
  @FunctionalInterface
  public interface Hop<T extends Response> {
    /**
     * @param home whether it goes to where the way began, so that secrets may go along
     */
    T go(URI to, boolean home) throws IOException, UpdateException, InterruptedException;
  }

  /**
   * @return the first answer that sends nowhere
   */
  public static <T extends Response> T follow(URI first, Hop<T> hop)
      throws IOException, UpdateException, InterruptedException {
    URI to = first;
    for (int hops = 0; hops <= MOST; hops++) {
      T answer = hop.go(to, Addresses.sameOrigin(first, to));
      Optional<URI> next = next(answer);
      if (next.isEmpty()) {
        return answer;
      }
      if (answer instanceof Incoming unread) {
        unread.close();
      }
      to = next.get();
    }
    throw tooMany(first);
  }

  public static UpdateException tooMany(URI first) {
    return Transport.unavailable(
        Addresses.hostAndPort(first) + " redirects more than " + MOST + " times");
  }

  /** Empty if it sends nowhere. */
  public static Optional<URI> next(Response answer) throws UpdateException {
    if (!answer.redirects()) {
      return Optional.empty();
    }
    URI from = answer.from();
    String location = answer.header("Location").orElse("");
    try {
      URI next = from.resolve(location);
      boolean web = Addresses.secure(next) || "http".equalsIgnoreCase(next.getScheme());
      if (web && next.getHost() != null && !(Addresses.secure(from) && !Addresses.secure(next))) {
        return Optional.of(next);
      }
    } catch (IllegalArgumentException broken) {
      // Told below, in the same words.
    }
    if (answer instanceof Incoming unread) {
      unread.close();
    }
    throw Transport.unavailable(
        Addresses.hostAndPort(from)
            + " redirects to "
            + Words.bounded(location)
            + ", which is refused");
  }
}
