package ca.iotistic.agent.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server says before its body. */
public sealed interface Response permits Answer, Incoming {
  /** Who gave it, in the end. */
  URI from();

  int status();

  HttpHeaders headers();

  default Optional<String> header(String name) {
    return headers().firstValue(name);
  }

  default boolean redirects() {
    return switch (status()) {
      case 301, 302, 303, 307, 308 -> header("Location").isPresent();
      default -> false;
    };
  }

  /** Says that it may be different in a moment. */
  default boolean passing() {
    return status() == 408 || status() == 429 || (status() >= 500 && status() != 501);
  }
}
