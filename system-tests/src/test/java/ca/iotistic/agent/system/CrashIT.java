package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody dies in the middle of an update: an agent runs in the end, and one result arrives. */
class CrashIT {
  @RegisterExtension final Scene scene = Scene.shared();

  private EngineProxy proxy;

  @BeforeEach
  void startAnAgentBehindTheProxy() throws Exception {
    proxy = new EngineProxy(scene.directory(), scene.device().engine().socket());
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options(proxy.socket()));
  }

  @AfterEach
  void closeTheProxy() throws Exception {
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void whoeverActsIsKilled(Moment moment) throws Exception {
    Trap trap = moment.reach(proxy, scene.cloud(), "u", "1.0.6");

    scene.device().kill(moment.actor(scene.device()));
    trap.drop();

    assertUpdated();
  }

  @Test
  void agentIsKilledByHandAndStartedAgain() throws Exception {
    Trap trap = Moment.PULLING.reach(proxy, scene.cloud(), "u", "1.0.6");

    scene.device().engine().must("kill", scene.device().name());
    trap.drop();
    scene.device().engine().must("start", scene.device().name());

    assertUpdated();
  }

  @ParameterizedTest
  @EnumSource(names = {"STOPPING", "STARTED"})
  void helperIsRemovedWhileAnAgentRuns(Moment moment) throws Exception {
    Trap trap = moment.reach(proxy, scene.cloud(), "u", "1.0.6");

    scene.device().engine().must("rm", "-f", scene.device().switcher());
    trap.drop();

    assertUpdated();
  }

  @Test
  void answerOfTheStopIsLost() throws Exception {
    Trap stop = proxy.trap(Trap.Place.UNANSWERED, "POST .*/containers/[0-9a-f]{64}/stop");
    scene.cloud().update("u", "1.0.6");
    stop.awaitCaught();

    assertUpdated();
  }

  private void assertUpdated() throws Exception {
    scene.cloud().awaitTerminal("u");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
        .isEqualTo("update_succeeded");
  }
}
