package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.registry.Credentials;
import ca.iotistic.agent.docker.registry.Login;
import ca.iotistic.agent.docker.registry.Repository;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The credentials for one repository, as the engine wants them with a request that needs them. */
final class RegistryAuth {
  private final Credentials credentials;

  RegistryAuth(Environment environment) {
    this.credentials = new Credentials(environment);
  }

  /** The headers for requests about this repository; none if there are no credentials for it. */
  Map<String, String> headers(String repository) throws UpdateException, InterruptedException {
    String host = Repository.of(repository).host();
    Optional<Login> login = credentials.forRegistry(host);
    return login.isEmpty() ? Map.of() : Map.of("X-Registry-Auth", packed(login.get(), host));
  }

  private static String packed(Login login, String host) {
    ObjectNode json = Json.object();
    if (login.isToken()) {
      json.put("identitytoken", login.identityToken());
    } else {
      json.put("username", login.username()).put("password", login.password());
    }
    json.put("serveraddress", Repository.account(host));
    return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
