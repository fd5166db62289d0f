package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine and all its processes die in the middle of an update and come back, as at a boot. */
class PowerCutIT {
  @RegisterExtension final Scene scene = Scene.alone("itpower");

  @ParameterizedTest
  @EnumSource(Moment.class)
  void powerIsCut(Moment moment) throws Exception {
    try (EngineProxy proxy = new EngineProxy(scene.directory(), scene.device().engine().socket())) {
      scene.publish("1.0.6");
      scene.start("1.0.5", scene.options(proxy.socket()));
      Trap trap = moment.reach(proxy, scene.cloud(), "u", "1.0.6");

      scene.device().engine().cutPower();
      trap.drop();

      scene.cloud().awaitTerminal("u");
      scene.device().awaitAgent("1.0.6");
      scene.device().awaitNoLeftovers(1);
      scene.assertOneTerminal("u", "1.0.6");
      assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
          .isEqualTo("update_succeeded");
    }
  }
}
