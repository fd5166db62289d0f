package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every call, at the real engine; the registry of the test bed where one is needed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EngineIT {
  private static final String REGISTRY = "127.0.0.1:5000/";
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Bench bench = new Bench();
  private final Engine engine = bench.engine();
  private String image;

  @BeforeAll
  void image() {
    image = bench.image("1.0.5", "{'Entrypoint': ['/bin/busybox'], 'Volumes': {'/data': {}}}");
  }

  @AfterAll
  void remove() {
    bench.close();
  }

  @Test
  void tellsOfItself() throws Exception {
    assertThat(engine.apiVersion()).matches("1\\.\\d+");
    assertThat(engine.info().path("OSType").asText()).isEqualTo("linux");
    assertThat(engine.version().path("ApiVersion").asText()).isEqualTo(engine.apiVersion());
  }

  @Test
  void doesEachThingOnceHoweverOftenItIsAsked() throws Exception {
    String name = bench.name("often");
    String id = create(name, "sleep", "1000");
    assertThat(engine.find(name).orElseThrow().path("State").path("Status").asText())
        .isEqualTo("created");
    engine.start(id);
    String since = engine.inspect(id).path("State").path("StartedAt").asText();
    engine.start(id);
    assertThat(engine.inspect(id).path("State").path("StartedAt").asText()).isEqualTo(since);
    String renamed = bench.name("renamed");
    engine.rename(id, renamed);
    engine.rename(id, renamed);
    assertThat(engine.find(name)).isEmpty();
    engine.kill(id);
    engine.stop(id);
    engine.kill(id);
    assertThat(Stop.running(engine.stop(id))).isFalse();
    engine.remove(id);
    engine.remove(id);
    assertThat(engine.find(id)).isEmpty();
  }

  @Test
  void stopsByForceWhatDoesNotStopByItself() throws Exception {
    ObjectNode body = body("sh", "-c", "trap '' TERM; while true; do sleep 1; done");
    body.put("StopTimeout", 1).withObject("/HostConfig/RestartPolicy").put("Name", "always");
    String id = engine.create(bench.name("stubborn"), body);
    engine.start(id);
    JsonNode rest = engine.stop(id);
    assertThat(Stop.running(rest)).isFalse();
    assertThat(rest.path("State").path("ExitCode").asInt()).isEqualTo(137);
  }

  @Test
  void setsTheRestartPolicyOfOneThatRuns() throws Exception {
    String id = create(bench.name("policy"), "sleep", "1000");
    engine.start(id);
    for (String policy : List.of("always", "no", "unless-stopped")) {
      engine.restartPolicy(id, Json.object().put("Name", policy).put("MaximumRetryCount", 0));
      assertThat(Stop.policy(engine.inspect(id))).isEqualTo(policy);
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    String name = bench.name("taken");
    String id = create(name, "sleep", "1000");
    engine.start(id);
    assertThat(kind(() -> create(name, "true"))).isEqualTo(Kind.CONFLICT);
    assertThat(kind(() -> engine.inspect(bench.name("nobody")))).isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(() -> engine.remove(id))).isEqualTo(Kind.CONFLICT);
    assertThat(kind(() -> engine.untag(image))).isEqualTo(Kind.CONFLICT);
    ObjectNode wrong = body("true");
    wrong.withObject("/HostConfig").put("Memory", 1);
    assertThat(kind(() -> engine.create(bench.name("wrong"), wrong)))
        .isIn(Kind.BAD_REQUEST, Kind.SERVER);
    String broken = create(bench.name("broken"), "no-such-applet");
    engine.start(broken);
    assertThat(engine.await(broken, LONG)).contains(127);
  }

  @Test
  void removesAContainerAndNeverItsVolumes() throws Exception {
    String id = create(bench.name("volumes"), "sleep", "1000");
    engine.start(id);
    String volume = engine.inspect(id).path("Mounts").path(0).path("Name").asText();
    engine.removeForcibly(id);
    assertThat(engine.find(id)).isEmpty();
    assertThat(bench.docker("volume", "inspect", "--format", "{{.Name}}", volume))
        .isEqualTo(volume);
    bench.docker("volume", "rm", volume);
  }

  @Test
  void listsByLabelInEveryState() throws Exception {
    ObjectNode body = body("true");
    body.withObject("/Labels").put("bench.list", bench.name("list"));
    String id = engine.create(bench.name("listed"), body);
    assertThat(engine.list(Optional.of("bench.list=" + bench.name("list"))))
        .extracting(found -> found.path("Id").asText())
        .containsExactly(id);
    assertThat(engine.list(Optional.of("bench.list=" + bench.name("none")))).isEmpty();
  }

  @Test
  void givesAnImageASecondNameAndTakesItAway() throws Exception {
    String backup = bench.name("backup");
    engine.tag(image, backup, "20251110-020000");
    engine.tag(image, backup, "20251110-020000");
    assertThat(engine.images(backup + ":*")).hasSize(1);
    engine.untag(backup + ":20251110-020000");
    engine.untag(backup + ":20251110-020000");
    assertThat(engine.images(backup + ":*")).isEmpty();
    assertThat(engine.findImage(image)).isPresent();
  }

  @Test
  void pullsByTagAndByDigest() throws Exception {
    String local = bench.image("1.0.6", "{'Cmd': ['/bin/sh']}");
    String repository = REGISTRY + bench.name("agent");
    engine.tag(local, repository, "1.0.6");
    bench.docker("push", repository + ":1.0.6");
    String id = engine.inspectImage(local).path("Id").asText();
    engine.untag(local);
    engine.untag(repository + ":1.0.6");
    assertThat(engine.findImage(id)).isEmpty();

    List<Long> heard = new ArrayList<>();
    JsonNode pulled =
        engine.pull(repository + ":1.0.6", Map.of(), (done, total) -> heard.add(done), LONG);
    assertThat(pulled.path("Id").asText()).isEqualTo(id);
    String digest =
        engine
            .distribution(repository + ":1.0.6", Map.of())
            .path("Descriptor")
            .path("digest")
            .asText();
    String pinned = repository + "@" + digest;
    assertThat(engine.pull(pinned, Map.of(), Update.Progress.NONE, LONG).path("Id").asText())
        .isEqualTo(id);
    assertThat(kind(() -> engine.pull(repository + ":9", Map.of(), Update.Progress.NONE, LONG)))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(() -> engine.pull("127.0.0.1:9/x:1", Map.of(), Update.Progress.NONE, LONG)))
        .isEqualTo(Kind.SERVER);
    engine.untag(pinned);
  }

  @Test
  void readsTheEndOfTheLog() throws Exception {
    String script = "for i in 1 2 3; do echo out $i ☃; echo err $i >&2; done; printf unfinished";
    String id = create(bench.name("log"), "sh", "-c", script);
    engine.start(id);
    assertThat(engine.await(id, LONG)).contains(0);
    assertThat(engine.logTail(id, 100, 4096)).contains("out 1 ☃", "err 3", "unfinished").hasSize(7);
    assertThat(engine.logTail(id, 2, 4096)).hasSize(2);
    ObjectNode body = body("sh", "-c", "echo one; echo two");
    body.put("Tty", true);
    String terminal = engine.create(bench.name("terminal"), body);
    engine.start(terminal);
    engine.await(terminal, LONG);
    assertThat(engine.logTail(terminal, 100, 4096)).containsExactly("one", "two");
  }

  @Test
  void readsAFileOutOfAContainer() throws Exception {
    String id = create(bench.name("file"), "sh", "-c", "echo nonce > /data/n; sleep 1000");
    engine.start(id);
    bench.docker(
        "exec",
        id,
        "/bin/busybox",
        "sh",
        "-c",
        "until [ -s /data/n ]; do /bin/busybox usleep 9; done");
    assertThat(engine.file(id, "/data/n", 100).map(this::text)).contains("nonce\n");
    assertThat(engine.file(id, "/data/n", 2)).isEmpty();
    assertThat(engine.file(id, "/data/none", 100)).isEmpty();
    assertThat(engine.file(id, "/data", 1 << 20).map(this::text)).contains("nonce\n");
  }

  @Test
  void doesNotWaitLongerThanItIsTold() throws Exception {
    String id = create(bench.name("await"), "sleep", "1000");
    engine.start(id);
    assertThat(engine.await(id, Duration.ofMillis(600))).isEmpty();
  }

  private String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String create(String name, String... command) throws Exception {
    return engine.create(name, body(command));
  }

  private ObjectNode body(String... command) {
    ObjectNode body = Json.object().put("Image", image);
    body.set("Cmd", Json.array(List.of(command)));
    return body;
  }

  private interface Act {
    void run() throws Exception;
  }

  private static Kind kind(Act act) {
    return catchThrowableOfType(EngineException.class, act::run).kind();
  }
}
