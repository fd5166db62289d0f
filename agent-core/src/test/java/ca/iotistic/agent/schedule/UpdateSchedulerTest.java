package ca.iotistic.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateSchedulerTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private final ManualTime time = new ManualTime("2026-11-10T01:00:00Z");
  private StateDirectory state;

  @BeforeEach
  void makeTheState() throws IOException {
    state = StateDirectory.open(directory.resolve("state"), Seam.NONE);
  }

  @Test
  void whatHasNoTimeGoesAtOnceEvenWithAWrongClock() throws IOException {
    time.jump(Duration.ofDays(-20_000));

    assertThat(open(plan()).mayActivate(now())).isInstanceOf(Verdict.Go.class);
  }

  @Test
  void aTimeThatHasPassedMeansNow() throws IOException {
    assertThat(open(plan()).mayActivate(at("2025-11-10T02:00:00Z"))).isInstanceOf(Verdict.Go.class);
  }

  @Test
  void waitsForItsTimeAndIsFetchedAhead() throws IOException {
    UpdateScheduler scheduler = open(plan());
    Appointment later = at("2027-02-18T02:00:00Z"); // in a hundred days

    assertThat(scheduler.mayPrepare(later)).isInstanceOf(Verdict.Wait.class);
    time.pass(Duration.between(time.now(), Instant.parse("2027-02-18T01:59:59Z")));
    assertThat(scheduler.mayPrepare(later)).isInstanceOf(Verdict.Go.class);
    Verdict verdict = scheduler.mayActivate(later);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo("schedule");
              assertThat(wait.lookAgain()).isEqualTo(Duration.ofSeconds(1));
            });
    assertThat(scheduler.waiting()).contains((Verdict.Wait) verdict);

    time.pass(Duration.ofSeconds(1));

    assertThat(scheduler.mayActivate(later)).isInstanceOf(Verdict.Go.class);
    assertThat(scheduler.waiting()).isEmpty();
  }

  @Test
  void devicesFetchAtDifferentMoments() throws IOException {
    Instant moment = Instant.parse("2026-11-10T02:00:00Z");
    time.pass(Duration.ofMinutes(30));
    int early = 0;
    for (int device = 0; device < 200; device++) {
      Plan plan = new Plan("d" + device, Optional.empty(), UTC, Duration.ZERO, Duration.ofHours(1));
      if (open(plan).mayPrepare(at(moment.toString())) instanceof Verdict.Go) {
        early++;
      }
    }

    assertThat(early).isBetween(60, 140);
  }

  @Test
  void waitsForTheWindow() throws IOException {
    UpdateScheduler scheduler = open(windowed("02:00-05:00", Duration.ZERO));

    assertThat(scheduler.mayActivate(now()))
        .isInstanceOfSatisfying(
            Verdict.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo("window");
              assertThat(wait.until()).isEqualTo("2026-11-10T02:00:00Z");
              assertThat(wait.lookAgain()).isEqualTo(Duration.ofSeconds(30));
            });
    time.pass(Duration.ofHours(1));
    assertThat(scheduler.mayActivate(now())).isInstanceOf(Verdict.Go.class);
    time.pass(Duration.ofHours(3));
    assertThat(scheduler.mayActivate(now())).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void aTimeOutsideTheWindowWaitsForTheNextOne() throws IOException {
    UpdateScheduler scheduler = open(windowed("02:00-05:00", Duration.ZERO));

    assertThat(scheduler.moment(at("2026-11-10T12:00:00Z"))).isEqualTo("2026-11-11T02:00:00Z");
    assertThat(scheduler.moment(at("2026-11-10T03:00:00Z"))).isEqualTo("2026-11-10T03:00:00Z");
  }

  @Test
  void aSpreadStaysInsideTheWindowAndIsTheSameAfterARestart() throws IOException {
    Plan plan = windowed("02:00-05:00", Duration.ofHours(2));

    Instant moment = open(plan).moment(now());

    assertThat(moment).isBetween("2026-11-10T02:00:00Z", "2026-11-10T04:00:00Z");
    time.pass(Duration.ofMinutes(7));
    assertThat(open(plan).moment(now())).isEqualTo(moment);
  }

  @Test
  void expiresOnATrustedClockOnly() throws IOException {
    UpdateScheduler scheduler = open(plan());
    Appointment brief = until("2026-11-10T01:30:00Z");

    assertThat(scheduler.mayActivate(brief)).isInstanceOf(Verdict.Go.class);
    time.jump(Duration.ofDays(2000));
    assertThat(reason(scheduler.mayActivate(brief))).isEqualTo("clock");
    time.jump(Duration.ofDays(-2000));
    assertThat(scheduler.clockTrusted()).isFalse();
    time.pass(Duration.ofHours(3));

    assertThat(scheduler.mayActivate(brief)).isInstanceOf(Verdict.Expired.class);
  }

  @Test
  void whatExpiredBeforeAMomentThatIsKnownToHavePassedHasExpiredOnAnyClock() throws IOException {
    time.jump(Duration.ofDays(-20_000));

    assertThat(open(plan()).mayPrepare(until("2025-12-31T00:00:00Z")))
        .isInstanceOf(Verdict.Expired.class);
    assertThat(reason(open(plan()).mayPrepare(until("2026-12-31T00:00:00Z")))).isEqualTo("clock");
  }

  @Test
  void aRestartDoesNotMakeAClockRightThatHasJumped() throws IOException {
    Appointment later = at("2028-01-01T00:00:00Z");
    UpdateScheduler scheduler = open(plan());
    assertThat(scheduler.clockTrusted()).isTrue();
    time.jump(Duration.ofDays(5 * 365));
    assertThat(scheduler.clockTrusted()).isFalse();

    UpdateScheduler restarted = open(plan());

    Verdict verdict = restarted.mayActivate(later);
    assertThat(reason(verdict)).isEqualTo("clock");
    assertThat(((Verdict.Wait) verdict).until()).isEqualTo(time.now().plus(Duration.ofHours(1)));
    time.pass(Duration.ofHours(1));
    assertThat(restarted.mayActivate(later)).isInstanceOf(Verdict.Go.class);
    assertThat(open(plan()).clockTrusted()).isTrue();
  }

  @Test
  void aSpreadWiderThanTheWindowStillSpreads() throws IOException {
    Set<Instant> moments = new HashSet<>();
    for (int device = 0; device < 100; device++) {
      Plan plan =
          new Plan(
              "d" + device,
              Optional.of(Window.parse("02:00-03:00", UTC)),
              UTC,
              Duration.ofHours(6),
              Duration.ofHours(1));
      moments.add(open(plan).moment(now()));
    }
    assertThat(moments)
        .hasSizeGreaterThan(90)
        .allMatch(m -> !m.isBefore(Instant.parse("2026-11-10T02:00:00Z")))
        .allMatch(m -> m.isBefore(Instant.parse("2026-11-10T03:00:00Z")));
  }

  @Test
  void keepsWhatANewerVersionHasAdded() throws IOException {
    Files.writeString(
        state.root().resolve("schedule.json"), "{\"format\":1,\"leap\":{\"seconds\":37}}");
    open(plan()).mayActivate(at("2026-12-01T00:00:00Z"));
    assertThat(state.root().resolve("schedule.json"))
        .content()
        .contains("\"leap\":{\"seconds\":37}", "\"for\":\"schedule\"");
  }

  @Test
  void aJumpAheadRunsNothingBeforeAnHourOfSteadyTime() throws IOException {
    UpdateScheduler scheduler = open(plan());
    Appointment later = at("2028-01-01T00:00:00Z");
    assertThat(scheduler.mayActivate(later)).isInstanceOf(Verdict.Wait.class);

    time.jump(Duration.ofDays(5 * 365));

    assertThat(reason(scheduler.mayActivate(later))).isEqualTo("clock");
    time.pass(Duration.ofMinutes(59));
    assertThat(reason(scheduler.mayActivate(later))).isEqualTo("clock");
    time.pass(Duration.ofMinutes(2));
    assertThat(scheduler.mayActivate(later)).isInstanceOf(Verdict.Go.class);
  }

  @Test
  void aJumpAheadAndBackWaitsForItsTimeAsBefore() throws IOException {
    UpdateScheduler scheduler = open(plan());
    Appointment later = at("2028-01-01T00:00:00Z");
    assertThat(scheduler.mayActivate(later)).isInstanceOf(Verdict.Wait.class);
    time.jump(Duration.ofDays(5 * 365));
    assertThat(reason(scheduler.mayActivate(later))).isEqualTo("clock");
    time.jump(Duration.ofDays(-5 * 365));

    scheduler.confirm(time.now());

    assertThat(reason(scheduler.mayActivate(later))).isEqualTo("schedule");
  }

  @Test
  void aBootInThePastIsNotBelievedEvenAfterAnHour() throws IOException {
    UpdateScheduler scheduler = open(plan());
    scheduler.confirm(time.now());
    ManualTime boot = new ManualTime("2026-05-01T00:00:00Z");

    UpdateScheduler booted = UpdateScheduler.open(state, plan(), BUILT, boot);

    assertThat(booted.clockTrusted()).isFalse();
    boot.pass(Duration.ofHours(2));
    assertThat(reason(booted.mayActivate(at("2026-04-01T00:00:00Z")))).isEqualTo("clock");
  }

  @Test
  void theReasonIsKnownSinceTheSameMomentAfterARestart() throws IOException {
    Appointment later = at("2026-12-01T00:00:00Z");
    Instant since = ((Verdict.Wait) open(plan()).mayActivate(later)).since();
    time.pass(Duration.ofHours(5));

    assertThat(((Verdict.Wait) open(plan()).mayActivate(later)).since()).isEqualTo(since);
  }

  @Test
  void anUnreadableFileIsMovedAside() throws IOException {
    Files.writeString(state.root().resolve("schedule.json"), "{\"format\":99}");

    assertThat(open(plan()).mayActivate(now())).isInstanceOf(Verdict.Go.class);
    assertThat(state.root().resolve("schedule.json.unreadable")).hasContent("{\"format\":99}");
  }

  private UpdateScheduler open(Plan plan) throws IOException {
    return UpdateScheduler.open(state, plan, BUILT, time);
  }

  private static Plan plan() {
    return new Plan("d1", Optional.empty(), UTC, Duration.ZERO, Duration.ofHours(1));
  }

  private static Plan windowed(String window, Duration jitter) {
    return new Plan("d1", Optional.of(Window.parse(window, UTC)), UTC, jitter, Duration.ofHours(1));
  }

  private Appointment now() {
    return new Appointment("u", Instant.EPOCH, Optional.empty(), Optional.empty());
  }

  private static Appointment at(String moment) {
    return new Appointment(
        "u", Instant.EPOCH, Optional.of(Instant.parse(moment)), Optional.empty());
  }

  private static Appointment until(String expires) {
    return new Appointment(
        "u", Instant.EPOCH, Optional.empty(), Optional.of(Instant.parse(expires)));
  }

  private static String reason(Verdict verdict) {
    return ((Verdict.Wait) verdict).reason();
  }
}
