package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The launcher in a side container updates a container that is not its own and knows nothing of it,
 * in place.
 */
class AnotherContainerIT {
  private String agent = "";

  @RegisterExtension final ScriptedContainer target = new ScriptedContainer();

  @RegisterExtension
  final BeforeEachCallback before = context -> agent = TestBed.of(context).agent("1.0.5");

  @Test
  void isUpdatedAndTakenBack() throws Exception {
    target.start("1.0.5", "-e", "SPACED=a  b", "--label", "site=hall");
    target.publish("1.0.6", ScriptedContainer.SLEEPS);
    target.publish("1.0.7", "CMD [\"/bin/sh\", \"-c\", \"echo no sensor; exit 3\"]");

    Shell.Result good = side("update", "1.0.6");
    assertThat(good.exit()).as(good.out() + good.err()).isZero();
    assertThat(good.out()).contains("Updated from 1.0.5 to 1.0.6");
    target.device().awaitAgent("1.0.6");
    assertThat(target.device().backups()).hasSize(1);
    assertThat(target.device().inspect().at("/Config/Labels/site").asText()).isEqualTo("hall");
    String id = target.device().inspect().path("Id").asText();

    Shell.Result bad = side("update", "1.0.7");
    assertThat(bad.exit()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(bad.out() + bad.err()).contains("1.0.6 is in charge again");
    target.device().awaitAgent("1.0.6");
    assertThat(target.device().inspect().path("Id").asText()).isEqualTo(id);

    Shell.Result back = side("rollback");
    assertThat(back.exit()).as(back.out() + back.err()).isZero();
    target.device().awaitAgent("1.0.5");
    assertThat(target.device().engine().containers(target.device().switcher())).isEmpty();
  }

  private Shell.Result side(String... words) {
    Engine engine = target.device().engine();
    List<String> line = new ArrayList<>(List.of("run", "--rm", "--network", "host"));
    line.addAll(List.of("-v", target.device().stateVolume() + ":/var/lib/iotistic"));
    line.addAll(List.of("-v", engine.socket() + ":/var/run/docker.sock"));
    line.addAll(List.of("-e", "IOTISTIC_DEVICE=side"));
    line.addAll(List.of("-e", "IOTISTIC_UPDATER=docker"));
    line.addAll(List.of("-e", "IOTISTIC_DOCKER_CONTAINER=" + target.device().name()));
    line.addAll(List.of("-e", "IOTISTIC_HEALTH_REQUIRE=running"));
    line.addAll(List.of("-e", "IOTISTIC_HEALTH_STABLE_FOR=2s"));
    line.add(agent);
    line.addAll(List.of(words));
    return engine.docker(line);
  }

  @AfterEach
  void noSideContainerIsLeft() {
    assertThat(target.device().engine().must("ps", "-a", "--format", "{{.Image}} {{.Names}}"))
        .doesNotContain(target.device().switcher());
  }
}
