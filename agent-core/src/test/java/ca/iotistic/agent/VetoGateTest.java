package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.Secrets;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VetoGateTest {
  private static final Job JOB = Job.of("u-1", Request.of("1.0.6"));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private final List<Guard> guards = new ArrayList<>();
  private final List<StatusEvent> said = new ArrayList<>();
  private final List<Verdict.Wait> seen = new ArrayList<>();
  private UpdateScheduler scheduler;
  private VetoGate gate;
  private int asked;

  @BeforeEach
  void open() throws IOException {
    StateDirectory state = StateDirectory.open(directory, Seam.NONE);
    Decisions decisions = Decisions.open(state, Seam.NONE, time);
    Outbox outbox = Outbox.open(state, Secrets.of(Map.of()), time, Seam.NONE);
    outbox.listen(said::add);
    Settings settings = new Settings(Map.of());
    scheduler = UpdateScheduler.open(state, settings.plan("device"), Instant.EPOCH, time);
    Announcements announcements = new Announcements(decisions, outbox);
    HourGate hour = new HourGate(scheduler, decisions, announcements, () -> {}, time);
    gate =
        new VetoGate(
            new VetoGate.Parts(
                hour,
                guards,
                HookSettings.from(settings),
                new Farewell(() -> {}),
                scheduler,
                announcements,
                decisions,
                time),
            Optional::empty,
            () -> scheduler.waiting().ifPresent(seen::add));
  }

  @Test
  void asksAgainUntilItIsLetGo() throws Exception {
    guards(
        planned -> {
          assertThat(planned.updateId()).isEqualTo("u-1");
          assertThat(planned.targetVersion()).isEqualTo("1.0.6");
          return asked++ < 3 ? new Guard.NotNow("the pump runs", MINUTE) : new Guard.Go();
        });
    Instant begin = time.now();

    gate.pass(JOB);

    assertThat(Duration.between(begin, time.now())).isEqualTo(Duration.ofMinutes(3));
    assertThat(said)
        .containsExactly(
            new StatusEvent.Scheduled("u-1", "1.0.6", begin.plus(MINUTE), Optional.of("veto")));
    assertThat(seen)
        .hasSize(3)
        .allSatisfy(wait -> assertThat(wait.detail()).isEqualTo("the pump runs"))
        .allSatisfy(wait -> assertThat(wait.since()).isEqualTo(begin));
    assertThat(scheduler.waiting()).isEmpty();
  }

  @Test
  void hasAllGuardsAgree() throws Exception {
    guards(planned -> new Guard.Go(), planned -> new Guard.Never("this version is recalled"));

    assertThatThrownBy(() -> gate.pass(JOB)).satisfies(vetoedWith("this version is recalled"));
  }

  @Test
  void givesUpAtTheDeadline() throws Exception {
    guards(planned -> new Guard.NotNow("the pump runs", MINUTE));
    Instant begin = time.now();

    assertThatThrownBy(() -> gate.pass(JOB))
        .satisfies(vetoedWith("put off for longer than 1h: the pump runs"));

    assertThat(Duration.between(begin, time.now())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void countsTheDeadlineAcrossARestart() throws Exception {
    guards(
        planned -> {
          if (asked++ == 40) {
            throw new InterruptedException("the agent is stopped");
          }
          return new Guard.NotNow("the pump runs", MINUTE);
        });
    Instant begin = time.now();
    assertThatThrownBy(() -> gate.pass(JOB)).isInstanceOf(InterruptedException.class);

    open();
    assertThatThrownBy(() -> gate.pass(JOB)).satisfies(vetoedWith("put off"));

    assertThat(Duration.between(begin, time.now())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aClockThatIsSetBackDoesNotPutOffForEver() throws Exception {
    guards(
        planned -> {
          if (asked++ == 10) {
            time.jump(Duration.ofDays(-4000));
          }
          return new Guard.NotNow("the pump runs", MINUTE);
        });
    Duration begin = time.uptime();

    assertThatThrownBy(() -> gate.pass(JOB)).satisfies(vetoedWith("put off"));

    assertThat(time.uptime().minus(begin)).isEqualTo(Duration.ofHours(1));
  }

  static List<Guard> failing() {
    return List.of(
        planned -> {
          throw new IOException("no sensor");
        },
        planned -> {
          throw new IllegalStateException("no sensor");
        },
        planned -> {
          throw new NoClassDefFoundError("no sensor");
        });
  }

  @ParameterizedTest
  @MethodSource("failing")
  void aGuardThatFailsSaysNotNow(Guard failing) throws Exception {
    guards(planned -> asked++ == 0 ? failing.ask(planned) : new Guard.Go());

    gate.pass(JOB);

    assertThat(seen)
        .singleElement()
        .satisfies(wait -> assertThat(wait.detail()).matches("a guard failed: \\S+: no sensor"));
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void aNullIsNoLeave() throws Exception {
    guards(planned -> asked++ == 0 ? null : new Guard.Go());

    gate.pass(JOB);

    assertThat(seen).hasSize(1);
  }

  private void guards(Guard... wanted) throws IOException {
    guards.addAll(List.of(wanted));
    open();
  }

  private static java.util.function.Consumer<Throwable> vetoedWith(String text) {
    return thrown -> {
      assertThat(thrown).isInstanceOf(UpdateException.class).hasMessageContaining(text);
      assertThat(((UpdateException) thrown).reason()).isEqualTo(Reason.VETOED);
    };
  }
}
