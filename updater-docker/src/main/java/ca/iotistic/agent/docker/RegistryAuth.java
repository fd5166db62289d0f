package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * Credentials for the registry of one repository, for no other host, read anew at each use. They go
 * to the engine with the request and are kept nowhere.
 */
final class RegistryAuth {
  private static final String USERNAME = "docker.registry.username";
  private static final String PASSWORD_FILE = "docker.registry.password_file";
  private static final String AUTH_FILE = "docker.registry.auth_file";

  private final Environment environment;

  RegistryAuth(Environment environment) {
    this.environment = environment;
  }

  /** The headers for requests about this repository; none if there are no credentials for it. */
  Map<String, String> headers(String repository) throws UpdateException {
    String host = ImageRef.host(repository);
    ObjectNode credentials = Json.object();
    String username = environment.setting(USERNAME, "");
    if (!username.isEmpty()) {
      credentials.put("username", username).put("password", password());
    } else if (!environment.setting(AUTH_FILE, "").isEmpty()) {
      fromFile(host, credentials);
    }
    if (credentials.isEmpty()) {
      return Map.of();
    }
    credentials.put(
        "serveraddress", host.equals("docker.io") ? "https://index.docker.io/v1/" : host);
    byte[] json = credentials.toString().getBytes(StandardCharsets.UTF_8);
    return Map.of("X-Registry-Auth", Base64.getUrlEncoder().encodeToString(json));
  }

  private String password() throws UpdateException {
    String file = environment.setting(PASSWORD_FILE, "");
    if (file.isEmpty()) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          USERNAME + " is set and " + PASSWORD_FILE + " is not: name the file with the password");
    }
    return read(PASSWORD_FILE, file).stripTrailing();
  }

  /** As {@code docker login} writes it. */
  private void fromFile(String host, ObjectNode credentials) throws UpdateException {
    String file = environment.setting(AUTH_FILE, "");
    JsonNode auths;
    try {
      auths = Json.MAPPER.readTree(read(AUTH_FILE, file)).path("auths");
    } catch (IOException broken) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED, AUTH_FILE + " " + file + " is not JSON", broken);
    }
    for (Map.Entry<String, JsonNode> entry : auths.properties()) {
      if (hostOf(entry.getKey()).equals(host)) {
        take(entry.getValue(), file, credentials);
        return;
      }
    }
  }

  private static void take(JsonNode entry, String file, ObjectNode credentials)
      throws UpdateException {
    String token = Fields.text(entry, "identitytoken");
    if (!token.isEmpty()) {
      credentials.put("identitytoken", token);
      return;
    }
    String username = Fields.text(entry, "username");
    String password = Fields.text(entry, "password");
    String packed = Fields.text(entry, "auth");
    if (!packed.isEmpty()) {
      try {
        String plain = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
        int colon = plain.indexOf(':');
        username = plain.substring(0, Math.max(colon, 0));
        password = plain.substring(colon + 1);
      } catch (IllegalArgumentException broken) {
        throw new UpdateException(
            Reason.REGISTRY_UNAUTHORIZED,
            AUTH_FILE + " " + file + " has an \"auth\" that is not base64; log in again",
            broken);
      }
    }
    if (username.isEmpty()) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          AUTH_FILE
              + " "
              + file
              + " holds no credentials itself (a credentials store of the desktop has them);"
              + " log in where there is none, or set "
              + USERNAME);
    }
    credentials.put("username", username).put("password", password);
  }

  /** Keys are hosts, or URLs from older days. */
  private static String hostOf(String key) {
    String rest = key.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    return ImageRef.normalHost(slash < 0 ? rest : rest.substring(0, slash));
  }

  private static String read(String setting, String file) throws UpdateException {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException unreadable) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          setting + " " + file + " cannot be read: see that it is there and readable",
          unreadable);
    }
  }
}
