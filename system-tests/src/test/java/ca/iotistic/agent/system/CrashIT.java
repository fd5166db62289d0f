package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody dies in the middle of an update: an agent runs in the end, and one result arrives. */
class CrashIT {
  private static final String PULL = "POST .*/images/create.*";
  private static final String CREATE = "POST .*/containers/create.*";
  private static final String STOP = "POST .*/containers/[^/]*/stop.*";
  private static final String START = "POST .*/containers/[^/]*/start.*";

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

  @Test
  void agentKilledWhilePulling() throws Exception {
    Trap pull = proxy.trap(Trap.Place.BEFORE, PULL);
    scene.cloud().update("u", "1.0.6");
    pull.awaitCaught();

    killAgent();
    pull.drop();

    assertUpdated();
  }

  @Test
  void agentKilledWhenTheNewContainerWasCreated() throws Exception {
    Trap create = proxy.trap(Trap.Place.AFTER, CREATE);
    scene.cloud().update("u", "1.0.6");
    create.awaitCaught();

    killAgent();
    create.drop();

    assertUpdated();
  }

  @Test
  void helperKilledBeforeTheStop() throws Exception {
    Trap stop = proxy.trap(Trap.Place.BEFORE, STOP);
    scene.cloud().update("u", "1.0.6");
    stop.awaitCaught();

    kill(scene.device().switcher());
    stop.drop();

    assertUpdated();
  }

  @Test
  void helperKilledAfterTheStop() throws Exception {
    Trap stop = proxy.trap(Trap.Place.AFTER, STOP);
    scene.cloud().update("u", "1.0.6");
    stop.awaitCaught();

    kill(scene.device().switcher());
    stop.drop();

    assertUpdated();
  }

  @Test
  void helperRemovedWhileTheOldOneStillRuns() throws Exception {
    Trap stop = proxy.trap(Trap.Place.BEFORE, STOP);
    scene.cloud().update("u", "1.0.6");
    stop.awaitCaught();

    scene.device().engine().must("rm", "-f", scene.device().switcher());
    stop.drop();

    assertUpdated();
  }

  @Test
  void answerOfTheStopIsLost() throws Exception {
    Trap stop = proxy.trap(Trap.Place.UNANSWERED, STOP);
    scene.cloud().update("u", "1.0.6");
    stop.awaitCaught();

    assertUpdated();
  }

  private void killAgent() {
    kill(scene.device().name());
  }

  /** As the kernel kills: not by a call of the engine, which would take it for the user's wish. */
  private void kill(String container) {
    String pid = scene.device().engine().inspect(container).at("/State/Pid").asText();
    new Shell(scene.directory(), java.util.Map.of()).run("kill", "-9", pid).require();
  }

  private void assertUpdated() throws Exception {
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText()).isEqualTo("update_succeeded");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
  }
}
