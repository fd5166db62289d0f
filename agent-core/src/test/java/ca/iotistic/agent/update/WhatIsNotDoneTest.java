package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that end before anything is switched. */
@Timeout(120)
final class WhatIsNotDoneTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void lookAfterAnotherTarget() throws IOException {
    rig = new Rig(directory);
    rig.device.self = false;
  }

  @Test
  void skipsWhatIsInstalledAlready() throws Exception {
    assertThat(reasonOf(Rig.job("1.0.5"))).isEqualTo(Reason.ALREADY_CURRENT);
    assertNothingBegan();
    assertThat(rig.ear.outcome().to()).isEqualTo("1.0.5");
  }

  @Test
  void takesBuildMetadataForNoDifference() throws Exception {
    assertThat(reasonOf(Rig.job("1.0.5+build.7"))).isEqualTo(Reason.ALREADY_CURRENT);
  }

  @Test
  void installsWhatIsInstalledIfForced() throws Exception {
    rig.device.health = new Health.Healthy("run-1", "1.0.5");
    rig.opened().run(Rig.forced("1.0.5"));
    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"latest,1.0.4,ALREADY_CURRENT", "1.0.4,1.0.4,"})
  void goesDownOnlyIfTheVersionIsNamed(String wanted, String resolved, Reason reason)
      throws Exception {
    rig.device.latest = resolved;
    rig.device.health = new Health.Healthy("run-1", resolved);
    rig.opened().run(Rig.job(wanted));
    assertThat(rig.ear.outcome().failure().map(Failure::reason))
        .isEqualTo(Optional.ofNullable(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "CRASHED,true",
    "UNHEALTHY,true",
    "START_FAILED,true",
    "HEALTH_TIMEOUT,true",
    "NOT_CONNECTED,false",
    "VERSION_MISMATCH,false",
    "STOP_FAILED,false"
  })
  void doesNotTryAVersionAgainThatDidNotWork(Reason why, boolean bad) throws Exception {
    rig.device.health = new Health.Unhealthy(why, "so it is");
    UpdateEngine agent = rig.opened();
    agent.run(Rig.job("1.0.6"));
    rig.ear.outcomes.clear();

    agent.run(Job.of("update-2", Request.of("1.0.6")));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(bad ? Reason.KNOWN_BAD : why);
    assertThat(rig.device.count("activate")).isEqualTo(bad ? 1 : 2);
  }

  @Test
  void doesNotTryAVersionAgainThatFailedItsSelfTest() throws Exception {
    rig.device.refuse("prepare", Reason.SELF_TEST_FAILED);
    UpdateEngine agent = rig.opened();
    agent.run(Rig.job("1.0.6"));
    rig.device.works("prepare");
    rig.ear.outcomes.clear();

    agent.run(Job.of("update-2", Request.of("1.0.6")));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.KNOWN_BAD);
  }

  @Test
  void triesABadVersionAgainIfForcedAndThenKnowsBetter() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.CRASHED, "exited");
    UpdateEngine agent = rig.opened();
    agent.run(Rig.job("1.0.6"));
    rig.device.health = new Health.Healthy("run-2", "1.0.6");
    agent.run(
        new Job(
            "update-2",
            Request.of("1.0.6"),
            Optional.empty(),
            true,
            false,
            Optional.empty(),
            Optional.empty()));
    rig.device.running = "1.0.5";
    rig.ear.outcomes.clear();

    agent.run(Job.of("update-3", Request.of("1.0.6")));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void goesBackToTheNewestBackupThatCanBeStarted() throws Exception {
    rig.device.backups = List.of(backup("b-3", "1.0.3", false), backup("b-2", "1.0.2", true));
    rig.device.health = new Health.Healthy("run-1", "1.0.2");

    rig.opened().run(Rig.backTo(""));

    assertThat(rig.device.running).isEqualTo("1.0.2");
    assertThat(rig.ear.outcome().to()).isEqualTo("1.0.2");
    assertThat(rig.device.count("resolve")).isZero();
  }

  @Test
  void goesBackToTheBackupThatIsNamed() throws Exception {
    rig.device.backups = List.of(backup("b-3", "1.0.3", true), backup("b-2", "1.0.2", true));
    rig.device.health = new Health.Healthy("run-1", "1.0.2");

    rig.opened().run(Rig.backTo("b-2"));

    assertThat(rig.device.running).isEqualTo("1.0.2");
  }

  @Test
  void saysThatThereIsNothingToGoBackTo() throws Exception {
    rig.device.backups = List.of(backup("b-3", "1.0.3", false));
    assertThat(reasonOf(Rig.backTo(""))).isEqualTo(Reason.NOTHING_TO_ROLL_BACK);
    assertNothingBegan();
  }

  @Test
  void doesNotGoBackToWhatRuns() throws Exception {
    rig.device.backups = List.of(backup("b-5", "1.0.5", true));
    assertThat(reasonOf(Rig.backTo("b-5"))).isEqualTo(Reason.ALREADY_CURRENT);
  }

  @Test
  void refusesWhatThePreflightRefusesAndNamesTheCure() throws Exception {
    rig.device.checks =
        List.of(
            Check.met("the engine answers"),
            Check.refused(Reason.DISK_FULL, "the disk is full", "remove something"));
    assertThat(reasonOf(Rig.job("1.0.6"))).isEqualTo(Reason.DISK_FULL);
    assertThat(rig.ear.outcome().failure().orElseThrow().error())
        .contains("the disk is full")
        .contains("remove something");
    assertNothingBegan();
  }

  @Test
  void failsWithWhatResolvingFailsWith() throws Exception {
    rig.device.refuse("resolve", Reason.NOT_FOUND);
    assertThat(reasonOf(Rig.job("9.9.9"))).isEqualTo(Reason.NOT_FOUND);
    assertThat(rig.ear.outcome().to()).isEmpty();
  }

  @Test
  void neverStartsAfterItHasExpired() throws Exception {
    assertThat(reasonOf(expiring(rig.clock.now().minusSeconds(1)))).isEqualTo(Reason.EXPIRED);
    assertNothingBegan();
  }

  @Test
  void doesNotSwitchIfItExpiredWhileItWaited() throws Exception {
    rig.gate = job -> rig.clock.sleep(Duration.ofHours(2));
    assertThat(reasonOf(expiring(rig.clock.now().plusSeconds(3600)))).isEqualTo(Reason.EXPIRED);
    assertThat(rig.device.count("activate")).isZero();
  }

  @Test
  void endsWithWhatTheGateThrows() throws Exception {
    rig.gate =
        job -> {
          throw new UpdateException(Reason.VETOED, "the machine is milling; ask again tomorrow");
        };
    assertThat(reasonOf(Rig.job("1.0.6"))).isEqualTo(Reason.VETOED);
    assertThat(rig.device.count("rollBack")).isEqualTo(1);
  }

  @Test
  void isCancelledWhileItWaits() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    rig.gate =
        job -> {
          waits.countDown();
          new CountDownLatch(1).await();
        };
    UpdateEngine agent = rig.opened();
    AtomicBoolean cancelled = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              awaitUninterruptibly(waits);
              assertThat(agent.cancel("another", Reason.CANCELLED)).isFalse();
              cancelled.set(agent.cancel(Rig.ID, Reason.SUPERSEDED));
            });
    other.start();

    agent.run(Rig.job("1.0.6"));
    other.join();

    assertThat(cancelled).isTrue();
    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(rig.device.running).isEqualTo("1.0.5");
  }

  @Test
  void isCancelledInAVerbWhateverTheVerbMakesOfIt() throws Exception {
    UpdateEngine agent = rig.opened();
    rig.device.trouble(
        "prepare",
        () -> {
          assertThat(agent.cancel(Rig.ID, Reason.CANCELLED)).isTrue();
          assertThat(Thread.interrupted()).isTrue();
          throw new UpdateException(Reason.DOWNLOAD_FAILED, "the channel was closed");
        });

    agent.run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void isCancelledBeforeAnybodyGoesOnWithIt() throws Exception {
    rig.device.trouble(
        "prepare",
        () -> {
          throw new Acts.Death("in prepare");
        });
    try {
      rig.opened().run(Rig.job("1.0.6"));
    } catch (Acts.Death expected) {
      rig.device.works("prepare");
    }
    UpdateEngine next = rig.opened();

    assertThat(next.cancel(Rig.ID, Reason.CANCELLED)).isTrue();
    next.reconcile();

    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(rig.device.count("activate")).isZero();
  }

  @Test
  void cannotBeCancelledOnceItSwitches() throws Exception {
    UpdateEngine agent = rig.opened();
    rig.device.trouble(
        "activate", () -> assertThat(agent.cancel(Rig.ID, Reason.CANCELLED)).isFalse());

    agent.run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void cannotBeCancelledWhenItIsTurningBackAnyway() throws Exception {
    UpdateEngine agent = rig.opened();
    rig.device.refuse("prepare", Reason.DIGEST_MISMATCH);
    rig.device.trouble(
        "rollBack", () -> assertThat(agent.cancel(Rig.ID, Reason.CANCELLED)).isFalse());

    agent.run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(Reason.DIGEST_MISMATCH);
  }

  @Test
  void endsAVerbThatTakesTooLong() throws Exception {
    rig.device.trouble(
        "resolve",
        () -> {
          rig.clock.pass(Duration.ofMinutes(3));
          new CountDownLatch(1).await();
        });

    rig.opened().run(Rig.job("1.0.6"));

    Failure failure = rig.ear.outcome().failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure.error()).contains("resolving 1.0.6").contains("2m");
  }

  @Test
  void leavesTheJournalToTheNextStartWhenTheAgentIsStopped() throws Exception {
    UpdateEngine agent = rig.opened();
    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    rig.device.trouble(
        "prepare",
        () -> {
          inside.countDown();
          new CountDownLatch(1).await();
        });
    Thread worker =
        new Thread(
            () -> {
              try {
                agent.run(Rig.job("1.0.6"));
              } catch (InterruptedException expected) {
                stopped.set(true);
              } catch (IOException failed) {
                throw new AssertionError(failed);
              }
            });
    worker.start();
    awaitUninterruptibly(inside);

    agent.close();

    await().atMost(Duration.ofSeconds(60)).untilTrue(stopped);
    assertThat(rig.ear.outcomes).isEmpty();
    assertThat(rig.entry().phase()).isEqualTo(Phase.PREPARING);
    rig.device.works("prepare");
    rig.opened().reconcile();
    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void showsWhatIsInFlightToWhoeverLooks() throws Exception {
    UpdateEngine observer = rig.agent();
    rig.gate =
        job -> {
          try {
            Flight flight = observer.flight().orElseThrow();
            assertThat(flight.id()).isEqualTo(Rig.ID);
            assertThat(flight.from()).isEqualTo("1.0.5");
            assertThat(flight.to()).isEqualTo("1.0.6");
            assertThat(flight.phase()).isEqualTo(Phase.PREPARED);
            assertThat(flight.handedOver()).isFalse();
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        };

    rig.opened().run(Rig.job("latest"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(observer.flight()).isEmpty();
    assertThat(observer.history()).hasSize(1);
  }

  private Reason reasonOf(Job job) throws IOException, InterruptedException {
    rig.opened().run(job);
    return rig.ear.outcome().failure().orElseThrow().reason();
  }

  private void assertNothingBegan() {
    assertThat(rig.device.count("prepare")).isZero();
    assertThat(rig.device.count("rollBack")).isZero();
    assertThat(rig.ear.heard).noneMatch(line -> line.startsWith("started"));
  }

  private Job expiring(Instant when) {
    return new Job(
        Rig.ID,
        Request.of("1.0.6"),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Optional.of(when));
  }

  private static Backup backup(String id, String version, boolean usable) {
    Release release = new Release(version, "sha256:" + version, 0, Map.of("backup", id));
    return new Backup(id, release, version, Instant.EPOCH, usable);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    await().atMost(Duration.ofSeconds(60)).until(() -> latch.getCount() == 0);
  }
}
