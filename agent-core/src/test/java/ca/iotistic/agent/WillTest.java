package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.status.StateDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WillTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private StateDocument now = state("{\"type\":\"update_skipped\"}");
  private final Will will = new Will(() -> now.offline());

  @Test
  void carriesTheLastOutcomeOfWhenTheConnectionIsMade() {
    now = state("{\"type\":\"update_succeeded\"}");

    assertThat(new String(will.get(), StandardCharsets.UTF_8))
        .contains("\"online\":false", "\"last\":{\"type\":\"update_succeeded\"}");
  }

  @Test
  void isOutdatedOnceAnotherUpdateHasEnded() {
    assertThat(will.outdated(now, LONG)).as("nobody has it").isFalse();
    assertThat(will.get()).isNotEmpty();
    assertThat(will.outdated(now, LONG)).isFalse();

    now = state("{\"type\":\"update_failed\"}");

    assertThat(will.outdated(now, LONG)).isTrue();
    assertThat(will.get()).isNotEmpty();
    assertThat(will.outdated(now, LONG)).isFalse();
  }

  @Test
  void leavesAYoungConnectionAndOneThatAnUpdateNeedsAlone() {
    assertThat(will.get()).isNotEmpty();
    StateDocument ended = state("{\"type\":\"update_failed\"}");

    assertThat(will.outdated(ended, LONG.minusMillis(1))).isFalse();
    assertThat(will.outdated(inFlight(ended), LONG)).isFalse();
  }

  private static StateDocument state(String last) {
    return new StateDocument(
        true,
        "1.0.5",
        "docker",
        "UTC",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(last.getBytes(StandardCharsets.UTF_8)));
  }

  private static StateDocument inFlight(StateDocument state) {
    return new StateDocument(
        true,
        state.version(),
        state.deploymentType(),
        state.zone(),
        Optional.of(
            new StateDocument.InFlight("u-2", "1.0.5", "1.0.6", "preparing", Instant.EPOCH)),
        Optional.empty(),
        Optional.empty(),
        state.last());
  }
}
