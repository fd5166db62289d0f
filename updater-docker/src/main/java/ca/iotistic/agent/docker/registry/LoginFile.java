package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The {@code auths} of a file as {@code docker login} writes it. */
final class LoginFile {
  private static final String SETTING = "docker.registry.auth_file";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Environment environment;

  LoginFile(Environment environment) {
    this.environment = environment;
  }

  Optional<Login> login(String host) throws UpdateException {
    String file = environment.setting(SETTING, "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    JsonNode auths;
    try {
      auths = MAPPER.readTree(Credentials.read(SETTING, file)).path("auths");
    } catch (IOException broken) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED, SETTING + " " + file + " is not JSON", broken);
    }
    for (Map.Entry<String, JsonNode> entry : auths.properties()) {
      if (hostOf(entry.getKey()).equals(host)) {
        return Optional.of(login(entry.getValue(), file));
      }
    }
    return Optional.empty();
  }

  private static Login login(JsonNode entry, String file) throws UpdateException {
    String token = entry.path("identitytoken").asText("");
    if (!token.isEmpty()) {
      return Login.token(token);
    }
    String username = entry.path("username").asText("");
    String password = entry.path("password").asText("");
    String packed = entry.path("auth").asText("");
    if (!packed.isEmpty()) {
      try {
        String plain = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
        int colon = plain.indexOf(':');
        username = plain.substring(0, Math.max(colon, 0));
        password = plain.substring(colon + 1);
      } catch (IllegalArgumentException broken) {
        throw new UpdateException(
            Reason.REGISTRY_UNAUTHORIZED,
            SETTING + " " + file + " has an \"auth\" that is not base64; log in again",
            broken);
      }
    }
    if (username.isEmpty()) {
      throw Credentials.unusable(
          SETTING
              + " "
              + file
              + " holds no credentials itself (a credentials store of the desktop has them);"
              + " log in where there is none, or set docker.registry.credentials_command or "
              + Credentials.USERNAME);
    }
    return Login.of(username, password);
  }

  /** Keys are hosts, or URLs from older days. */
  private static String hostOf(String key) {
    String rest = key.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    return Repository.normal(slash < 0 ? rest : rest.substring(0, slash));
  }
}
