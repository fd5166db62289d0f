package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.status.StatusPublisher;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facade with everything behind it, and a target that is replaced in place. */
final class UpdateAgentTest {
  @TempDir Path directory;
  private final FakeCloud cloud = new FakeCloud();
  private final List<UpdateAgent> agents = new ArrayList<>();
  private Path target;

  @BeforeEach
  void installTheOldVersion() throws IOException {
    target = Files.writeString(directory.resolve("target"), "1.0.5");
  }

  @AfterEach
  void stop() {
    agents.forEach(UpdateAgent::close);
  }

  @Test
  void installsWhatTheCommandNamesAndReportsEveryStep() throws Exception {
    start();

    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");

    JsonNode succeeded = cloud.awaitStatus("update_succeeded");
    assertThat(target).hasContent("1.0.6");
    assertThat(succeeded.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(succeeded.path("downtime_ms").asLong()).isEqualTo(7);
    assertThat(cloud.types())
        .startsWith("update_command_received")
        .contains("update_started")
        .endsWith("update_succeeded");
    assertThat(cloud.awaitStatus("update_started").path("deployment_type").asText())
        .isEqualTo("in-place");
    cloud.awaitState(s -> s.path("last").path("type").asText().equals("update_succeeded"));
  }

  @Test
  void rollsBackWhatIsNotHealthyAndSaysWhy() throws Exception {
    start();

    cloud.send("{\"action\":\"update\",\"version\":\"" + InPlace.SICK + "\"}");

    JsonNode failed = cloud.awaitStatus("update_failed");
    assertThat(failed.path("reason").asText()).isEqualTo("unhealthy");
    assertThat(failed.path("rolled_back").asBoolean()).isTrue();
    assertThat(failed.path("device").asText()).isEqualTo("rolled_back");
    assertThat(target).hasContent("1.0.5");
  }

  @Test
  void saysThatAVersionDoesNotExistAndTouchesNothing() throws Exception {
    start();

    cloud.send("{\"action\":\"update\",\"version\":\"" + InPlace.MISSING + "\"}");

    JsonNode failed = cloud.awaitStatus("update_failed");
    assertThat(failed.path("reason").asText()).isEqualTo("not_found");
    assertThat(failed.path("device").asText()).isEqualTo("unchanged");
  }

  @Test
  void rejectsWhatIsNoCommandAndGoesOn() throws Exception {
    start();

    cloud.send("{\"action\":\"update\",\"version\":\"1.0; reboot\"}");
    cloud.send("{\"action\":\"update\",\"version\":\"1.0.5\"}");

    assertThat(cloud.awaitStatus("update_rejected").path("reason").asText())
        .isEqualTo("invalid_version");
    assertThat(cloud.awaitStatus("update_skipped").path("reason").asText())
        .isEqualTo("already_current");
  }

  @Test
  void aRetainedCommandRunsOnceAcrossRestarts() throws Exception {
    String command = "{\"action\":\"update\",\"version\":\"1.0.6\",\"force\":true}";
    UpdateAgent first = start();
    cloud.sendRetained(command);
    cloud.awaitStatus("update_succeeded");
    first.close();

    start();
    cloud.sendRetained(command);
    cloud.send("{\"action\":\"update\",\"version\":\"1.0.7\"}");

    cloud.awaitStatus(
        s ->
            s.path("type").asText().equals("update_succeeded")
                && s.path("current_version").asText().equals("1.0.7"));
    assertThat(cloud.types().stream().filter("update_succeeded"::equals)).hasSize(2);
  }

  @Test
  void aCancelEndsWhatIsScheduledAndItself() throws Exception {
    start();
    cloud.send(
        "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"later\","
            + "\"scheduled_time\":\"2199-01-01T00:00:00Z\"}");
    cloud.awaitStatus("update_scheduled");
    cloud.awaitState(s -> s.path("waiting").path("for").asText().equals("schedule"));

    cloud.send("{\"action\":\"cancel\",\"id\":\"no\"}");

    cloud.awaitStatus(s -> is(s, "update_cancelled", "later"));
    cloud.awaitStatus(s -> is(s, "update_cancelled", "no"));
    assertThat(target).hasContent("1.0.5");
  }

  @Test
  void aNewerCommandSupersedesOneThatIsScheduled() throws Exception {
    start();
    cloud.send(
        "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"later\","
            + "\"scheduled_time\":\"2199-01-01T00:00:00Z\"}");
    cloud.awaitStatus("update_scheduled");

    cloud.send("{\"action\":\"update\",\"version\":\"1.0.7\",\"id\":\"now\"}");

    JsonNode cancelled = cloud.awaitStatus(s -> is(s, "update_cancelled", "later"));
    assertThat(cancelled.path("reason").asText()).isEqualTo("superseded");
    cloud.awaitStatus(s -> is(s, "update_succeeded", "now"));
    assertThat(target).hasContent("1.0.7");
  }

  @Test
  void aRollbackWithoutABackupIsSkipped() throws Exception {
    start();

    cloud.send("{\"action\":\"rollback\"}");

    assertThat(cloud.awaitStatus("update_skipped").path("reason").asText())
        .isEqualTo("nothing_to_roll_back");
  }

  @Test
  void whatTheCloudDidNotHearIsSaidWhenItIsBackInOrderAndOnce() throws Exception {
    start();
    cloud.goDown(true);
    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(target).hasContent("1.0.6"));

    cloud.goDown(false);

    cloud.awaitStatus("update_succeeded");
    List<Long> sequences = cloud.statuses().stream().map(s -> s.path("sequence").asLong()).toList();
    assertThat(sequences).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aGuardHoldsTheSwitchAndACancelEndsThat() throws Exception {
    start(
        Map.of(),
        builder -> builder.guard(p -> new Guard.NotNow("the pump runs", Duration.ofDays(1))));
    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"held\"}");
    JsonNode scheduled = cloud.awaitStatus("update_scheduled");
    assertThat(scheduled.path("waiting_for").asText()).isEqualTo("veto");
    cloud.awaitState(s -> s.path("waiting").path("detail").asText().equals("the pump runs"));

    cloud.send("{\"action\":\"cancel\",\"id\":\"no\"}");

    cloud.awaitStatus(s -> is(s, "update_cancelled", "held"));
    cloud.awaitStatus(s -> is(s, "update_cancelled", "no"));
    assertThat(target).hasContent("1.0.5");
  }

  @Test
  void hooksAreAskedBeforeTheSwitchAndRunAfterIt() throws Exception {
    Path trace = directory.resolve("trace");
    String say = "[\"/bin/sh\",\"-c\",\"echo %s $IOTISTIC_CURRENT_VERSION >> " + trace + "\"]";
    start(
        Map.of(
            "hooks.before_activate", say.formatted("before"),
            "hooks.after_commit", say.formatted("after")),
        builder -> builder);

    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");

    cloud.awaitStatus("update_succeeded");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(trace).hasContent("before 1.0.5\nafter 1.0.6"));
  }

  @Test
  void aHookThatRefusesEndsTheUpdateAndNothingIsTouched() throws Exception {
    start(
        Map.of("hooks.before_activate", "[\"/bin/sh\",\"-c\",\"echo no licence; exit 1\"]"),
        builder -> builder);

    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");

    JsonNode failed = cloud.awaitStatus("update_failed");
    assertThat(failed.path("reason").asText()).isEqualTo("vetoed");
    assertThat(failed.path("error").asText()).endsWith("exited with 1: no licence");
    assertThat(failed.path("device").asText()).isEqualTo("unchanged");
    assertThat(target).hasContent("1.0.5");
  }

  @Test
  void anAgentWithoutItsStrategyRunsAndRefusesUpdatesWithWhy() throws Exception {
    start(Map.of("updater", "folders"), b -> b.missing("folders.jar is no jar: copy it again"));

    cloud.awaitState(s -> s.path("deployment_type").asText().equals("none"));
    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");

    JsonNode failed = cloud.awaitStatus("update_failed");
    assertThat(failed.path("reason").asText()).isEqualTo("unsupported_target");
    assertThat(failed.path("device").asText()).isEqualTo("unchanged");
    assertThat(failed.path("error").asText())
        .contains("no update strategy \"folders\"", "in-place", "folders.jar is no jar");
    assertThat(target).hasContent("1.0.5");
  }

  /** Each on its thread of the agent, which has to outlive it. */
  @ParameterizedTest
  @ValueSource(strings = {"start", "publish", "publishState"})
  void aConnectionThatMissesAClassDoesNotSilenceTheAgent(String method) throws Exception {
    Set<String> missing = ConcurrentHashMap.newKeySet();
    missing.add(method);
    Incomplete connection = new Incomplete(cloud, missing);
    start(Map.of(), builder -> builder.connection(connection, connection));

    cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");

    cloud.awaitStatus("update_succeeded");
    assertThat(target).hasContent("1.0.6");
    assertThat(missing).isEmpty();
  }

  /** Misses a class, once. */
  private record Incomplete(FakeCloud cloud, Set<String> missing)
      implements CommandSource, StatusPublisher {
    @Override
    public void start(Sink sink) {
      cloud.start(sink);
      miss("start");
    }

    @Override
    public void stop() {
      cloud.stop();
    }

    @Override
    public void publish(byte[] status) throws IOException {
      miss("publish");
      cloud.publish(status);
    }

    @Override
    public void publishState(byte[] state) throws IOException {
      miss("publishState");
      cloud.publishState(state);
    }

    private void miss(String method) {
      if (missing.remove(method)) {
        throw new NoClassDefFoundError("com/example/Missing");
      }
    }
  }

  private UpdateAgent start() throws IOException, UpdateException {
    return start(Map.of(), builder -> builder);
  }

  private UpdateAgent start(
      Map<String, String> more, UnaryOperator<UpdateAgent.Builder> application)
      throws IOException, UpdateException {
    Map<String, String> settings = new HashMap<>();
    settings.put(InPlace.TARGET, target.toString());
    settings.put("updater", "in-place");
    settings.put("health.stable_for", "1s");
    settings.putAll(more);
    UpdateAgent.Builder builder =
        UpdateAgent.builder()
            .device("st-1")
            .version("1.0.5")
            .stateDirectory(directory.resolve("state"))
            .settings(settings)
            .updater(InPlace.class)
            .connection(cloud, cloud);
    UpdateAgent agent = application.apply(builder).build();
    agents.add(agent);
    agent.start();
    return agent;
  }

  private static boolean is(JsonNode status, String type, String id) {
    return status.path("type").asText().equals(type)
        && status.path("update_id").asText().equals(id);
  }
}
