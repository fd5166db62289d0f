package ca.iotistic.agent.docker.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Credentials for one host. Either a name with a password, or a token that stands for both.
 *
 * @param identityToken empty if there is a name
 */
public record Login(String username, String password, String identityToken) {
  static Login of(String username, String password) {
    return new Login(username, password, "");
  }

  static Login token(String identityToken) {
    return new Login("", "", identityToken);
  }

  public boolean isToken() {
    return !identityToken.isEmpty();
  }

  /** For a header. */
  String basic() {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Without the secrets: records print all that they have. */
  @Override
  public String toString() {
    return "Login[" + (isToken() ? "token" : username) + "]";
  }
}
