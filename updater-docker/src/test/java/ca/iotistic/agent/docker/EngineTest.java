package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real engine cannot be brought to do; the rest is in {@link EngineIT}. */
final class EngineTest {
  private static final String RUNNING =
      "{\"Id\": \"abc\", \"State\": {\"Running\": true}, \"Config\": {\"StopTimeout\": 1}}";
  private static final String EXITED = RUNNING.replace("true", "false");

  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private final Duration start = time.uptime();
  private FakeEngine fake;
  private Engine engine;

  @BeforeEach
  void start() throws IOException {
    fake = new FakeEngine("1.41");
    engine = new Engine(EngineClient.connect(fake.host(), Seam.NONE), time);
  }

  @AfterEach
  void stop() {
    engine.close();
    fake.close();
  }

  @Test
  void asksInAnOlderVersionForTheAddressThatTheUserSet() throws Exception {
    fake.version("1.52");
    fake.on("/v1.52/containers/abc/json", FakeEngine.text(200, RUNNING));
    fake.on(
        "/v1.51/containers/abc/json",
        FakeEngine.text(200, "{\"Config\": {\"MacAddress\": \"02:11:22:33:44:55\"}}"));
    assertThat(engine.inspect("abc").path("Config").path("MacAddress").asText())
        .isEqualTo("02:11:22:33:44:55");
    assertThat(engine.apiVersion()).isEqualTo("1.52");
  }

  @Test
  void doesWithoutItIfTheEngineSpeaksNoOlderVersion() throws Exception {
    fake.version("1.60");
    fake.on("/v1.60/containers/abc/json", FakeEngine.text(200, RUNNING));
    fake.on("/v1.51/containers/abc/json", FakeEngine.text(400, "{\"message\": \"too old\"}"));
    assertThat(engine.inspect("abc").path("Config").has("MacAddress")).isFalse();
  }

  @Test
  void stopsThroughAnEngineThatIsAwayForAWhile() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    fake.on(
        "/v1.41/containers/abc/json",
        exchange -> {
          int look = looks.incrementAndGet();
          if (look == 2 || look == 3) {
            FakeEngine.text(500, "{\"message\": \"busy\"}").to(exchange);
          } else {
            FakeEngine.text(200, look < 5 ? RUNNING : EXITED).to(exchange);
          }
        });
    fake.on("/v1.41/containers/abc/stop", FakeEngine.text(500, "{\"message\": \"busy\"}"));
    assertThat(Stop.running(engine.stop("abc"))).isFalse();
  }

  @Test
  void waitsUntilALostStopHasPassed() throws Exception {
    AtomicInteger stops = new AtomicInteger();
    fake.on(
        "/v1.41/containers/abc/json",
        exchange -> FakeEngine.text(200, stops.get() == 0 ? RUNNING : EXITED).to(exchange));
    fake.on("/v1.41/containers/abc/stop", exchange -> stops.incrementAndGet());
    engine.stop("abc");
    assertThat(stops).hasValue(1);
    assertThat(time.uptime().minus(start)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void killsWhatDoesNotStopAndSaysIfEvenThatFails() {
    fake.on("/v1.41/containers/abc/json", FakeEngine.text(200, RUNNING));
    fake.on("/v1.41/containers/abc/stop", FakeEngine.text(204, ""));
    fake.on("/v1.41/containers/abc/kill", FakeEngine.text(204, ""));
    EngineException failed = catchThrowableOfType(EngineException.class, () -> engine.stop("abc"));
    assertThat(failed.kind()).isEqualTo(Kind.SERVER);
    assertThat(failed).hasMessageContaining("cannot be killed");
    assertThat(fake.asked()).contains("POST /v1.41/containers/abc/kill");
    assertThat(time.uptime().minus(start)).isGreaterThan(Duration.ofMinutes(2));
  }

  @Test
  void aContainerThatIsGoneIsNotStopped() {
    fake.on("/v1.41/containers/abc/json", FakeEngine.text(404, "{\"message\": \"none\"}"));
    assertThat(catchThrowableOfType(EngineException.class, () -> engine.stop("abc")).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void anEmptyPullIsNoPull() {
    fake.on("/v1.41/images/create", FakeEngine.text(200, ""));
    EngineException failed =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.pull("a:1", Map.of(), Update.Progress.NONE, Duration.ofMinutes(1)));
    assertThat(failed.kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aRemovalThatIsUnderWayIsWaitedFor() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    fake.on(
        "/v1.41/containers/abc/json",
        exchange -> {
          boolean there = looks.incrementAndGet() < 4;
          FakeEngine.text(there ? 200 : 404, there ? RUNNING : "{}").to(exchange);
        });
    fake.on(
        "/v1.41/containers/abc",
        FakeEngine.text(409, "{\"message\": \"removal of container abc is already in progress\"}"));
    engine.removeForcibly("abc");
    assertThat(looks).hasValueGreaterThanOrEqualTo(4);
  }

  @Test
  void aLostAnswerIsLookedUpNoLongerThanIsReasonable() {
    fake.on("/v1.41/containers/abc/json", FakeEngine.text(200, EXITED));
    fake.on("/v1.41/containers/abc/start", exchange -> {});
    assertThat(catchThrowableOfType(EngineException.class, () -> engine.start("abc")).kind())
        .isEqualTo(Kind.UNKNOWN);
    assertThat(time.uptime().minus(start))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }
}
