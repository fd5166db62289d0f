package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The engine did what it was asked, and nobody was told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostAnswersIT {
  private final Bench bench = new Bench();
  private LossyProxy proxy;
  private Engine engine;
  private String image;

  @BeforeAll
  void start() throws Exception {
    proxy = new LossyProxy(bench.engine().host());
    engine = Engine.connect(Optional.of(proxy.host()), Time.system(), Seam.NONE);
    image = bench.image("1.0.5", "{'Entrypoint': ['/bin/busybox']}");
  }

  @AfterAll
  void remove() throws Exception {
    engine.close();
    proxy.close();
    bench.close();
  }

  @Test
  void aStopUnderWayDoesNotHitTheNextStart() throws Exception {
    ObjectNode body = body("sh", "-c", "trap '' TERM; while true; do sleep 1; done");
    body.put("StopTimeout", 2);
    String id = engine.create(bench.name("stop"), body);
    engine.start(id);

    proxy.loseAnswerTo("/stop");
    assertThat(Stop.running(engine.stop(id))).isFalse();
    engine.start(id);

    // The lost stop would have killed it by now.
    await()
        .atMost(Duration.ofMinutes(1))
        .during(Duration.ofSeconds(4))
        .until(() -> Stop.running(engine.inspect(id)));
    bench.docker("kill", id);
  }

  @Test
  void whatWasDoneIsFoundDone() throws Exception {
    int before = proxy.lost();
    proxy.loseAnswerTo("/containers/create");
    String id = engine.create(bench.name("lost"), body("sleep", "1000"));
    assertThat(engine.inspect(bench.name("lost")).path("Id").asText()).isEqualTo(id);

    proxy.loseAnswerTo("/start");
    engine.start(id);
    assertThat(Stop.running(engine.inspect(id))).isTrue();

    proxy.loseAnswerTo("/rename");
    engine.rename(id, bench.name("found"));
    assertThat(engine.find(bench.name("found"))).isPresent();

    proxy.loseAnswerTo("/update");
    engine.restartPolicy(id, Json.object().put("Name", "always"));
    assertThat(Stop.policy(engine.inspect(id))).isEqualTo("always");

    proxy.loseAnswerTo("/tag");
    engine.tag(image, bench.name("tagged"), "1");
    assertThat(engine.findImage(bench.name("tagged") + ":1")).isPresent();

    proxy.loseAnswerTo("DELETE");
    engine.removeForcibly(id);
    assertThat(engine.find(id)).isEmpty();
    assertThat(proxy.lost() - before).isEqualTo(6);
  }

  private ObjectNode body(String... command) {
    ObjectNode body = Json.object().put("Image", image);
    body.set("Cmd", Json.array(List.of(command)));
    return body;
  }
}
