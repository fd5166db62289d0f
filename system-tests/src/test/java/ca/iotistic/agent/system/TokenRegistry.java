package ca.iotistic.agent.system;

import ca.iotistic.agent.mqtt.Certificates;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A real registry that asks for a token, and the server that gives one to whoever knows the
 * password, as the registries on the internet do.
 */
final class TokenRegistry implements AutoCloseable {
  static final String USER = "fleet";
  static final String PASSWORD = "s3cret";

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final Path certificate;
  private final PrivateKey key;
  private final HttpServer tokens;
  private final Process registry;
  private final String host;

  TokenRegistry(Path scene) throws Exception {
    Path directory = Files.createDirectories(scene.resolve("token-registry"));
    Certificates authority = Certificates.authority(directory, "tokens");
    certificate = authority.ca();
    key = privateKey(directory.resolve("ca.key"));
    tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tokens.createContext("/token", this::answer);
    tokens.start();
    int port = Broker.freePort();
    host = "127.0.0.1:" + port;
    Path configuration =
        Files.writeString(
            directory.resolve("registry.yml"),
            """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: %s}}
            auth: {token: {realm: 'http://127.0.0.1:%d/token', service: fleet, issuer: fleet, rootcertbundle: %s}}
            http: {addr: '%s'}
            """
                .formatted(
                    directory.resolve("data"), tokens.getAddress().getPort(), certificate, host));
    registry =
        new Shell(directory, Map.of())
            .start(
                List.of(
                    "sh",
                    "-c",
                    "exec docker-registry serve " + configuration + " >registry.log 2>&1"));
    Awaitility.await("the registry")
        .atMost(Statuses.LIMIT)
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException notYet) {
                return false;
              }
            });
  }

  String host() {
    return host;
  }

  @Override
  public void close() {
    registry.destroy();
    tokens.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    boolean known = expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body =
        (known ? "{\"token\":\"%s\",\"expires_in\":300}".formatted(token(exchange)) : "{}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** RFC 7519, with the claims of the registry's own specification. */
  private String token(HttpExchange exchange) {
    long now = Instant.now().getEpochSecond();
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String access =
        Arrays.stream(query.split("&"))
            .filter(part -> part.startsWith("scope="))
            .map(part -> URLDecoder.decode(part.substring(6), StandardCharsets.UTF_8))
            .flatMap(scopes -> Arrays.stream(scopes.split(" ")))
            .map(TokenRegistry::granted)
            .collect(Collectors.joining(","));
    String claims =
        "{\"iss\":\"fleet\",\"sub\":\"%s\",\"aud\":\"fleet\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"%s\",\"access\":[%s]}"
            .formatted(USER, now + 300, now - 60, now, UUID.randomUUID(), access);
    try {
      String header =
          "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"x5c\":[\"%s\"]}".formatted(body(certificate));
      String signed = encoded(header) + "." + encoded(claims);
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** {@code repository:name:pull,push}. */
  private static String granted(String scope) {
    int type = scope.indexOf(':');
    int actions = scope.lastIndexOf(':');
    return "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[%s]}"
        .formatted(
            scope.substring(0, type),
            scope.substring(type + 1, actions),
            Arrays.stream(scope.substring(actions + 1).split(","))
                .map(action -> "\"" + action + "\"")
                .collect(Collectors.joining(",")));
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    byte[] der = Base64.getDecoder().decode(body(file));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /** What stands between the lines of a PEM file. */
  private static String body(Path pem) throws IOException {
    return Files.readString(pem)
        .lines()
        .filter(line -> !line.startsWith("-----"))
        .collect(Collectors.joining());
  }

  private static String encoded(String json) {
    return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
