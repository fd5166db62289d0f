package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States as Engine 20.10 shows them. */
final class ObservationTest {

  @Test
  void aRunNamesItsStart() throws Exception {
    String state =
        "{'Status':'running','Running':true,'StartedAt':'2026-11-25T00:34:05.5Z','Pid':7}";
    Health.Healthy healthy = (Health.Healthy) health(state, 0);
    assertThat(healthy.identity()).isEqualTo("sha256:image");
    assertThat(healthy.run()).contains("2026-11-25T00:34:05.5Z");
    assertThat(((Health.Healthy) health(state, 1)).run()).isNotEqualTo(healthy.run());
  }

  @Test
  void waitsForTheHealthCheck() throws Exception {
    String state = "{'Status':'running','Running':true,'Health':{'Status':'%s','Log':[%s]}}";
    assertThat(health(state.formatted("starting", ""), 0)).isInstanceOf(Health.Starting.class);
    assertThat(health(state.formatted("healthy", ""), 0)).isInstanceOf(Health.Healthy.class);
    assertThat(health(state.formatted("none", ""), 0)).isInstanceOf(Health.Healthy.class);
    String log = "{'ExitCode':0,'Output':'fine'},{'ExitCode':7,'Output':'no\\nbroker'}";
    unhealthy(state.formatted("unhealthy", log), Reason.UNHEALTHY, "exit code 7, no broker");
    unhealthy(state.formatted("unhealthy", ""), Reason.UNHEALTHY, "health check fails");
  }

  @Test
  void whatDoesNotRunSaysHowItEnded() throws Exception {
    unhealthy("{'Status':'exited','ExitCode':3}", Reason.CRASHED, "exit code 3");
    unhealthy(
        "{'Status':'exited','ExitCode':137,'OOMKilled':true}", Reason.CRASHED, "out of memory");
    unhealthy("{'Status':'restarting','ExitCode':1}", Reason.CRASHED, "restarting");
    unhealthy("{'Status':'dead','ExitCode':1}", Reason.CRASHED, "dead");
    unhealthy("{'Status':'paused','Paused':true}", Reason.UNHEALTHY, "paused");
    unhealthy(
        "{'Status':'created','Error':'exec format error'}",
        Reason.START_FAILED,
        "exec format error");
    assertThat(health("{'Status':'created','Error':''}", 0)).isInstanceOf(Health.Starting.class);
  }

  @Test
  void secretsOfTheEnvironmentAreMasked() throws Exception {
    JsonNode container =
        tree(
            "{'Config':{'Env':['MQTT_PASSWORD=hush','MQTT_PASSWORD_2=hush-hush','API_KEY=abcd',"
                + "'TZ=Europe','TOKEN','PIN_SECRET=1']}}");
    assertThat(
            Secrets.of(container)
                .mask(List.of("login hush-hush", "key=abcd in Europe", "hush", "pin 1")))
        .containsExactly("login ***", "key=*** in Europe", "***", "pin 1");
  }

  private static void unhealthy(String state, Reason reason, String words) throws Exception {
    assertThat(health(state, 0))
        .isInstanceOfSatisfying(
            Health.Unhealthy.class,
            bad -> {
              assertThat(bad.reason()).isEqualTo(reason);
              assertThat(bad.detail()).contains(words);
            });
  }

  private static Health health(String state, int restarts) throws Exception {
    return Observation.health(
        tree(
            "{'Id':'c0ffee','Image':'sha256:image','RestartCount':%d,'State':%s}"
                .formatted(restarts, state)));
  }

  private static JsonNode tree(String json) throws Exception {
    return Json.MAPPER.readTree(json.replace('\'', '"').replace("\n", "\\n"));
  }
}
