package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The token of {@code systemd.token_file}, read at each request, for the configured host only. */
final class Token {
  static final String SETTING = "systemd.token_file";

  private static final Pattern SHAPE = Pattern.compile("[!-~]{1,8192}");

  private final Environment environment;
  private final URI home;

  /**
   * @param home whose token it is
   */
  Token(Environment environment, URI home) {
    this.environment = environment;
    this.home = home;
  }

  boolean isSet() {
    return !environment.setting(SETTING, "").isEmpty();
  }

  /** The headers of a request, with the token if it goes where that belongs. */
  Map<String, String> with(Map<String, String> headers, URI to) throws UpdateException {
    Map<String, String> all = new HashMap<>(headers);
    if (isSet() && Addresses.sameOrigin(home, to)) {
      all.put("Authorization", "Bearer " + read());
    }
    return all;
  }

  private String read() throws UpdateException {
    String file = environment.setting(SETTING, "");
    String token;
    try {
      token = Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          SETTING + " " + file + " cannot be read: see that it is there and readable",
          unreadable);
    }
    if (!SHAPE.matcher(token).matches()) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          SETTING + " " + file + " holds no token: it must be one line of plain characters");
    }
    return token;
  }
}
