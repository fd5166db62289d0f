package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class FarewellTest {
  @Test
  void waitsForTheApplication() throws Exception {
    AtomicBoolean done = new AtomicBoolean();

    new Farewell(() -> done.set(true)).say("u-1", Duration.ofMinutes(1));

    assertThat(done).isTrue();
  }

  @Test
  void butNotForever() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();

    new Farewell(
            () -> {
              try {
                never.await();
                done.set(true);
              } catch (InterruptedException nobodyDoesThat) {
                Thread.currentThread().interrupt();
              }
            })
        .say("u-1", Duration.ofMillis(50));

    assertThat(done).isFalse();
    never.countDown();
  }

  @Test
  void goesOnWhenTheApplicationFails() throws Exception {
    new Farewell(
            () -> {
              throw new IllegalStateException("on purpose");
            })
        .say("u-1", Duration.ofMinutes(1));
  }

  @Test
  void anApplicationThatCannotSayIsNotReady() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Readiness readiness =
        new Readiness(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("on purpose");
              }
              return true;
            });

    assertThat(readiness.ready()).isFalse();
    broken.set(false);
    assertThat(readiness.ready()).isTrue();
    assertThat(new Readiness(() -> false).ready()).isFalse();
  }

  @Test
  void anApplicationThatMissesAClassIsNotReady() {
    Readiness readiness =
        new Readiness(
            () -> {
              throw new NoClassDefFoundError("com/example/Missing");
            });

    assertThat(readiness.ready()).isFalse();
  }
}
