package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The second half in a JVM of its own, on real time and real files. */
@Timeout(600)
final class SwitcherMainTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;
  private final Map<String, String> settings =
      new HashMap<>(Map.of("health.require", "running", "health.stable_for", "1s"));
  private StateDirectory state;

  @BeforeEach
  void install() throws Exception {
    state = StateDirectory.open(directory.resolve("state"), Seam.NONE);
    Files.writeString(state.root().resolve("running"), "1.0.5");
  }

  @AfterEach
  void endTheSwitcher() throws Exception {
    Path pid = state.root().resolve("pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid)))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void carriesAnUpdateToItsEnd() throws Exception {
    UpdateEngine agent = agent();

    agent.run(Job.of("update-1", Request.of("1.0.6")));
    awaitPhase(Phase.ENDED);

    assertThat(agent.reconcile()).isEqualTo(Standing.IN_CHARGE);
    assertThat(agent.history()).hasSize(1);
    assertThat(agent.history().get(0).succeeded()).isTrue();
    assertThat(state.root().resolve("running")).hasContent("1.0.6");
    await().atMost(PATIENCE).until(() -> !alive());
  }

  @Test
  void goesOnAfterItWasKilled() throws Exception {
    UpdateEngine agent = agent();
    agent.run(Job.of("update-1", Request.of(FileDevice.DEADLY)));
    await().atMost(PATIENCE).until(() -> !alive());

    agent.reconcile();
    awaitPhase(Phase.ENDED);
    agent.reconcile();

    assertThat(agent.history().get(0).succeeded()).isTrue();
    assertThat(state.root().resolve("running")).hasContent(FileDevice.DEADLY);
  }

  @Test
  void writesNothingMoreAfterASigterm() throws Exception {
    settings.put("health.stable_for", "1h");
    settings.put("health.timeout", "2h");
    agent().run(Job.of("update-1", Request.of("1.0.6")));
    awaitPhase(Phase.VERIFYING);
    byte[] before = state.journal().read().orElseThrow();

    ProcessHandle switcher = switcher().orElseThrow();
    switcher.destroy();
    switcher.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(state.journal().read().orElseThrow()).isEqualTo(before);
    assertThat(state.root().resolve("running")).hasContent("1.0.6");
  }

  @Test
  void refusesACommandThatDoesNotStart() {
    SwitcherCommand command = SwitcherCommand.ofThisJvm(state, environment(), new Elsewhere());
    assertThatThrownBy(command::line)
        .isInstanceOfSatisfying(
            UpdateException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ROLLBACK_NOT_PROVEN))
        .hasMessageContaining(Elsewhere.class.getName());
  }

  /** Its constructor takes nobody but this test. */
  private static final class Elsewhere implements UpdaterProvider {
    @Override
    public String id() {
      return "elsewhere";
    }

    @Override
    public List<Check> check(Environment environment) {
      return List.of();
    }

    @Override
    public Updater create(Environment environment) {
      throw new UnsupportedOperationException("nobody asks for that here");
    }
  }

  private UpdateEngine agent() throws Exception {
    FileDevice device = new FileDevice();
    UpdateEngine agent =
        UpdateEngine.create(
            new UpdateEngine.Parts(
                state,
                device,
                environment(),
                HealthSettings.from(settings),
                Gate.OPEN,
                new UpdateListener() {},
                () -> true,
                SwitcherCommand.ofThisJvm(state, environment(), device)));
    agent.open();
    return agent;
  }

  private Environment environment() {
    return new Environment(
        settings,
        "1.0.5",
        state.root(),
        state.backups(),
        3,
        new Processes(Seam.NONE),
        Time.system(),
        Seam.NONE);
  }

  private void awaitPhase(Phase phase) {
    Journal journal =
        new Journal(state, new WriteLock(state, Time.system()), Seam.NONE, Owner.AGENT);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(journal.peek().map(Entry::phase)).contains(phase));
  }

  private Optional<ProcessHandle> switcher() throws Exception {
    return ProcessHandle.of(Long.parseLong(Files.readString(state.root().resolve("pid"))));
  }

  private boolean alive() throws Exception {
    return switcher().isPresent();
  }
}
