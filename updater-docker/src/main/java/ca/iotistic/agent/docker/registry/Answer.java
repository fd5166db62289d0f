package ca.iotistic.agent.docker.registry;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * One answer, whole.
 *
 * @param from who gave it, in the end
 */
record Answer(URI from, int status, HttpHeaders headers, byte[] body) {
  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  boolean redirects() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /** Says that it may be different in a moment. */
  boolean passing() {
    return status == 429 || status >= 500;
  }
}
