package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class InterruptionTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Clock clock = new Clock();
  private final Interruption interruption = new Interruption(clock);

  @BeforeEach
  void begin() {
    interruption.begin("a");
  }

  @AfterEach
  void end() {
    interruption.end();
    assertThat(Thread.interrupted()).as("nothing is left behind").isFalse();
  }

  @Test
  void returnsWhatAVerbReturns() throws Exception {
    assertThat(interruption.within("a verb", LIMIT, () -> 7)).isEqualTo(7);
  }

  @Test
  void passesOnWhatAVerbThrows() {
    assertThatThrownBy(
            () ->
                interruption.act(
                    "a verb",
                    LIMIT,
                    () -> {
                      throw new UpdateException(Reason.DISK_FULL, "full");
                    }))
        .hasMessage("full");
  }

  @Test
  void endsAVerbAtItsDeadline() {
    assertThatThrownBy(() -> interruption.act("a verb", LIMIT, this::neverEnds))
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT))
        .hasMessageContaining("a verb took longer than 1m");
  }

  @Test
  void takesALateResultAllTheSame() throws Exception {
    int result =
        interruption.within(
            "a verb",
            LIMIT,
            () -> {
              try {
                neverEnds();
              } catch (InterruptedException late) {
                return 7;
              }
              return 0;
            });
    assertThat(result).isEqualTo(7);
  }

  @Test
  void leavesNoInterruptOfAVerbThatIgnoresIt() throws Exception {
    interruption.act(
        "a verb",
        LIMIT,
        () -> {
          clock.pass(LIMIT.plus(LIMIT));
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
        });
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void throwsACancelThatCameBetweenTwoVerbs() {
    assertThat(interruption.cancel("a", Reason.SUPERSEDED)).isTrue();
    assertThatThrownBy(() -> interruption.act("a verb", LIMIT, () -> {}))
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SUPERSEDED));
  }

  @Test
  void keepsTheFirstReasonOfACancel() {
    assertThat(interruption.cancel("a", Reason.SUPERSEDED)).isTrue();
    assertThat(interruption.cancel("a", Reason.CANCELLED)).isTrue();
    assertThatThrownBy(interruption::pointOfNoReturn)
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SUPERSEDED));
  }

  @Test
  void isTooLateForACancelAfterThePointOfNoReturn() throws Exception {
    interruption.pointOfNoReturn();
    assertThat(interruption.cancel("a", Reason.CANCELLED)).isFalse();
    interruption.act("a verb", LIMIT, () -> {});
  }

  @Test
  void cancelsNoOtherUpdate() throws Exception {
    assertThat(interruption.cancel("b", Reason.CANCELLED)).isFalse();
    assertThat(interruption.remember("b", Reason.CANCELLED)).isFalse();
    interruption.act("a verb", LIMIT, () -> {});
  }

  @Test
  void remembersACancelUntilTheUpdateIsGoneOnWith() {
    interruption.end();
    assertThat(interruption.remember("b", Reason.CANCELLED)).isTrue();
    interruption.begin("b");
    assertThatThrownBy(interruption::pointOfNoReturn).isInstanceOf(UpdateException.class);
  }

  @Test
  void letsAStopWinOverEverything() {
    interruption.cancel("a", Reason.CANCELLED);
    interruption.stop();
    assertThatThrownBy(() -> interruption.act("a verb", LIMIT, () -> {}))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void takesAnInterruptOfSomebodyElseForAStop() {
    assertThatThrownBy(
            () ->
                interruption.act(
                    "a verb",
                    Interruption.FOREVER,
                    () -> {
                      Thread.currentThread().interrupt();
                      new CountDownLatch(1).await();
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  private void neverEnds() throws InterruptedException {
    clock.pass(LIMIT.plus(LIMIT));
    new CountDownLatch(1).await();
  }
}
