package ca.iotistic.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), LONGEST, new Random(42));

  @Test
  void growsToItsLimitAndUsesAllOfIt() {
    assertThat(backoff.next(LONGEST)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(backoff.next(LONGEST)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    var later =
        IntStream.range(0, 1_000).mapToObj(i -> backoff.next(LONGEST)).skip(10).sorted().toList();
    assertThat(later.get(0)).isPositive().isLessThan(Duration.ofSeconds(10));
    assertThat(later.get(later.size() - 1))
        .isBetween(LONGEST.minus(Duration.ofSeconds(10)), LONGEST);
  }

  @Test
  void respectsAShorterLimitForNow() {
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next(Duration.ofSeconds(15))).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }
  }

  @Test
  void beginsAgainAfterAReset() {
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.next(LONGEST)).isPositive();
    }
    backoff.reset();
    assertThat(backoff.next(LONGEST)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }
}
