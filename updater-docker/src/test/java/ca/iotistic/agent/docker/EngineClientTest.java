package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Seam;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class EngineClientTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private FakeEngine fake;
  private EngineClient client;
  private final List<String> acts = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    fake = new FakeEngine("1.41");
    Seam seam =
        new Seam() {
          @Override
          public void before(String act) {
            acts.add("before " + act);
          }

          @Override
          public void after(String act) {
            acts.add("after " + act);
          }
        };
    client = EngineClient.connect(fake.host(), seam);
  }

  @AfterEach
  void stop() {
    client.close();
    fake.close();
  }

  @Test
  void speaksTheVersionOfTheEngine() throws Exception {
    fake.on("/v1.41/info", FakeEngine.text(200, "{\"Name\": \"x\"}"));
    assertThat(client.get("/info").path("Name").asText()).isEqualTo("x");
    assertThat(client.get("/info").path("Name").asText()).isEqualTo("x");
    assertThat(fake.asked()).containsExactly("GET /_ping", "GET /v1.41/info", "GET /v1.41/info");
  }

  @Test
  void takesTheVersionFromElsewhereIfAProxyHidesIt() throws Exception {
    fake.version("");
    fake.on("/version", FakeEngine.text(200, "{\"ApiVersion\": \"1.40\"}"));
    fake.on("/v1.40/info", FakeEngine.text(200, "{}"));
    client.get("/info");
    assertThat(client.apiVersion()).isEqualTo("1.40");
  }

  @Test
  void speaksWithoutAVersionIfNobodyTells() throws Exception {
    fake.version("");
    fake.on("/info", FakeEngine.text(200, "{\"Name\": \"x\"}"));
    assertThat(client.get("/info").path("Name").asText()).isEqualTo("x");
  }

  @Test
  void followsAnEngineThatComesBackOlder() throws Exception {
    fake.on("/v1.41/info", FakeEngine.text(200, "{}"));
    client.get("/info");
    fake.version("1.40");
    fake.on("/v1.41/version", FakeEngine.text(400, "{\"message\": \"too new\"}"));
    fake.on("/v1.40/version", FakeEngine.text(200, "{\"ok\": true}"));
    assertThat(client.get("/version").path("ok").asBoolean()).isTrue();
    assertThat(client.apiVersion()).isEqualTo("1.40");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BAD_REQUEST",
    "401, DENIED",
    "403, DENIED",
    "404, NOT_FOUND",
    "409, CONFLICT",
    "500, SERVER"
  })
  void tellsFailuresApartByTheirStatus(int status, Kind kind) {
    fake.on("/v1.41/x", FakeEngine.text(status, "{\"message\": \"in \\n words\"}"));
    EngineException failed = failure(() -> client.get("/x"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.status()).isEqualTo(status);
    assertThat(failed.engineMessage()).isEqualTo("in words");
  }

  @Test
  void takesAProxysOwnWords() {
    fake.on("/v1.41/x", FakeEngine.text(403, "<html>Forbidden</html>"));
    EngineException failed = failure(() -> client.post("/x", LONG));
    assertThat(failed.kind()).isEqualTo(Kind.DENIED);
    assertThat(failed.engineMessage()).isEqualTo("status 403: <html>Forbidden</html>");
  }

  @Test
  void isNotSurprisedByWhatIsNotJson() {
    fake.on("/v1.41/x", FakeEngine.text(200, "<html>"));
    assertThat(failure(() -> client.get("/x")).kind()).isEqualTo(Kind.SERVER);
  }

  @Test
  void tellsTheSeamOfActsAndNotOfQuestions() throws Exception {
    fake.on("/v1.41/containers/abc/stop", FakeEngine.text(204, ""));
    fake.on("/v1.41/containers/abc/json", FakeEngine.text(200, "{}"));
    client.get("/containers/abc/json");
    assertThat(client.post("/containers/abc/stop?t=1", LONG).isMissingNode()).isTrue();
    assertThat(acts)
        .containsExactly("before POST /containers/{id}/stop", "after POST /containers/{id}/stop");
  }

  @ParameterizedTest
  @CsvSource({
    "/containers/create?name=x, POST /containers/create",
    "/containers/x, POST /containers/{id}",
    "/images/create?fromImage=x, POST /images/create",
    "/images/a%2Fb%3A1/tag?repo=x, POST /images/{name}/tag",
    "/networks/n/connect, POST /networks/{id}/connect"
  })
  void namesActsWithoutTheirObjects(String path, String act) {
    assertThat(Call.of(Method.POST, path).under("/v1.41").act()).isEqualTo(act);
  }

  @Test
  void doesNotKnowWhatBecameOfAnUnansweredCall() {
    fake.on("/v1.41/x", fake::silence);
    EngineException failed = failure(() -> client.post("/x", SOON));
    assertThat(failed.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(acts).containsExactly("before POST /x");
  }

  @Test
  void doesNotKnowWhatBecameOfACallWhoseLinkIsLost() {
    fake.on("/v1.41/x", exchange -> {});
    assertThat(failure(() -> client.post("/x", LONG)).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void keepsItsTimeLimitOnAUnixSocket() throws Exception {
    Path socket = directory.resolve("hung.sock");
    try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        EngineClient hanging = EngineClient.connect("unix://" + socket, Seam.NONE)) {
      hung.bind(UnixDomainSocketAddress.of(socket));
      EngineTransport transport = new EngineTransport("unix://" + socket);
      Call call = Call.of(Method.GET, "/x");
      assertThat(failure(() -> transport.send(call, SOON)).kind()).isEqualTo(Kind.UNKNOWN);
      transport.close();
      assertThat(hanging.host()).endsWith("hung.sock");
    }
  }

  @Test
  void aSocketWithNobodyBehindItIsUnreachable() throws Exception {
    Path socket = directory.resolve("dead.sock");
    try (EngineClient nobody = EngineClient.connect("unix://" + socket, Seam.NONE)) {
      assertThat(failure(() -> nobody.get("/info")).kind()).isEqualTo(Kind.UNREACHABLE);
      ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(socket))
          .close();
      assertThat(socket).exists();
      assertThat(failure(() -> nobody.get("/info")).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void aPortWithNobodyBehindItIsUnreachable() {
    fake.close();
    assertThat(failure(() -> client.post("/x", LONG)).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void anInterruptEndsACall() throws Exception {
    fake.on("/v1.41/x", fake::silence);
    client.apiVersion();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Throwable> caught =
          other.submit(
              () -> {
                Thread.currentThread().interrupt();
                return catchThrowable(() -> client.post("/x", LONG));
              });
      assertThat(caught.get()).isInstanceOf(InterruptedException.class);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void handsOverAStreamAndThrowsTheErrorInIt() throws Exception {
    String lines = "{\"status\": \"a\"}\r\n{\"status\": \"b\"}\r\n";
    fake.on("/v1.41/good", FakeEngine.text(200, lines));
    fake.on(
        "/v1.41/bad",
        FakeEngine.text(
            200,
            lines
                + "{\"errorDetail\": {\"message\": \"no space left on device\"}, \"error\": \"x\"}"));
    List<String> heard = new ArrayList<>();
    client.stream("/good", Map.of(), line -> heard.add(line.path("status").asText()), LONG);
    assertThat(heard).containsExactly("a", "b");
    EngineException failed =
        failure(() -> client.stream("/bad", Map.of(), EngineClientTest::ignore, LONG));
    assertThat(failed.kind()).isEqualTo(Kind.SERVER);
    assertThat(failed.engineMessage()).isEqualTo("no space left on device");
  }

  @Test
  void aStreamThatFallsSilentIsGivenUp() {
    fake.on("/v1.41/x", fake.stalls("{\"status\": \"a\"}\n"));
    EngineException failed =
        failure(() -> client.stream("/x", Map.of(), EngineClientTest::ignore, SOON));
    assertThat(failed.kind()).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void aStreamThatBeginsWithAFailureIsOne() {
    fake.on("/v1.41/x", FakeEngine.text(404, "{\"message\": \"manifest unknown\"}"));
    assertThat(failure(() -> client.stream("/x", Map.of(), EngineClientTest::ignore, LONG)).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void sendsHeaders() throws Exception {
    List<String> sent = new ArrayList<>();
    fake.on(
        "/v1.41/x",
        exchange -> {
          sent.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Registry-Auth")));
          FakeEngine.text(200, "{}").to(exchange);
        });
    client.stream("/x", Map.of("X-Registry-Auth", "abc="), EngineClientTest::ignore, LONG);
    assertThat(sent).containsExactly("abc=");
  }

  @Test
  void encodesNames() {
    assertThat(EngineClient.encode("127.0.0.1:5000/a b@sha256:c"))
        .isEqualTo("127.0.0.1%3A5000%2Fa%20b%40sha256%3Ac");
  }

  private static void ignore(JsonNode line) {}

  private interface Act {
    void run() throws Exception;
  }

  private static EngineException failure(Act act) {
    return catchThrowableOfType(EngineException.class, act::run);
  }
}
