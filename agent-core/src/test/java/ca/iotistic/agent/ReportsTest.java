package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.status.Device;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Failure;
import ca.iotistic.agent.update.Outcome;
import ca.iotistic.agent.update.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether somebody has to be sent. */
final class ReportsTest {
  @ParameterizedTest
  @CsvSource({"false,,UNCHANGED,1.0.5", "true,,ROLLED_BACK,1.0.5", "true,1.0.6,NEEDS_PERSON,1.0.6"})
  void deviceSaysWhatIsInChargeAfterAFailure(
      boolean rolledBack, @Nullable String instead, Device expected, String current) {
    Failure why = new Failure(Reason.CRASHED, "it crashed", Phase.VERIFYING, List.of());
    assertThat(
            Reports.terminal(
                "u", outcome(Optional.of(why), rolledBack, Optional.ofNullable(instead))))
        .isInstanceOfSatisfying(
            StatusEvent.Failed.class,
            failed -> {
              assertThat(failed.device()).isEqualTo(expected);
              assertThat(failed.currentVersion()).isEqualTo(current);
            });
  }

  @Test
  void successNeedsNobody() {
    assertThat(Reports.terminal("u", outcome(Optional.empty(), false, Optional.empty())))
        .isInstanceOfSatisfying(
            StatusEvent.Succeeded.class,
            succeeded -> assertThat(succeeded.device()).isEqualTo(Device.UPDATED));
  }

  private static Outcome outcome(
      Optional<Failure> failure, boolean rolledBack, Optional<String> instead) {
    return new Outcome(
        "u",
        "docker",
        "1.0.5",
        "1.0.6",
        "sha256:a",
        failure,
        rolledBack,
        instead,
        false,
        Instant.EPOCH,
        Duration.ofSeconds(9),
        Duration.ofSeconds(1),
        Optional.empty());
  }
}
