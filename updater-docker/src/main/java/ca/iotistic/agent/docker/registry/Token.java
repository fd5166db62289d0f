package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.http.Answer;
import ca.iotistic.agent.http.Calls;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.http.Words;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** A token from the server that the registry names, for one repository. */
final class Token {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern SHAPE = Pattern.compile("[!-~]{1,65536}+");

  private final Calls calls;
  private final Repository repository;

  Token(Calls calls, Repository repository) {
    this.calls = calls;
    this.repository = repository;
  }

  String get(URI page, Challenge challenge, Optional<Login> login)
      throws UpdateException, InterruptedException {
    URI realm = realm(page, challenge.parameter("realm"));
    String query = query(challenge);
    Answer answer =
        login.isPresent() && login.get().isToken()
            ? calls.post(
                realm,
                "grant_type=refresh_token&client_id=iotistic-agent&refresh_token="
                    + encoded(login.get().identityToken())
                    + query)
            : calls.get(with(realm, query), login.map(Login::basic));
    return switch (answer.status()) {
      case 200 -> read(answer);
      case 400, 401, 403 ->
          throw Access.denied(
              page,
              repository,
              (login.isPresent() ? "does not know these credentials" : "knows no guests")
                  + " ("
                  + Addresses.hostAndPort(realm)
                  + " answers "
                  + answer.status()
                  + ")");
      default ->
          throw Transport.unavailable(
              Addresses.hostAndPort(realm) + " answers " + answer.status() + " and gives no token");
    };
  }

  /** Credentials go there: never in the clear over a network. */
  private URI realm(URI page, String text) throws UpdateException {
    try {
      URI realm = page.resolve(text);
      boolean safe =
          Addresses.secure(realm)
              || ("http".equalsIgnoreCase(realm.getScheme()) && Addresses.loopback(realm));
      if (!text.isEmpty() && safe && realm.getHost() != null && realm.getUserInfo() == null) {
        return realm;
      }
    } catch (IllegalArgumentException broken) {
      // Told below, in the same words.
    }
    throw Access.denied(
        page,
        repository,
        "sends for a token to \"" + Words.bounded(text) + "\", which is no https address");
  }

  private String query(Challenge challenge) {
    String service = challenge.parameter("service");
    String scope = challenge.parameter("scope");
    return (service.isEmpty() ? "" : "&service=" + encoded(service))
        + "&scope="
        + encoded(scope.isEmpty() ? "repository:" + repository.path() + ":pull" : scope);
  }

  private static URI with(URI realm, String query) {
    String text = realm.toString();
    return URI.create(text + (text.contains("?") ? query : "?" + query.substring(1)));
  }

  private static String read(Answer answer) throws UpdateException {
    JsonNode given;
    try {
      given = MAPPER.readTree(answer.body());
    } catch (IOException broken) {
      // Without the cause: it quotes what may be a secret.
      throw Transport.unavailable(Addresses.hostAndPort(answer.from()) + " gives no token");
    }
    String token = given.path("token").asText(given.path("access_token").asText(""));
    if (!SHAPE.matcher(token).matches()) {
      throw Transport.unavailable(Addresses.hostAndPort(answer.from()) + " gives no token");
    }
    return token;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
