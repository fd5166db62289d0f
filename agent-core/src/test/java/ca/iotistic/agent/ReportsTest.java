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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether somebody has to be sent. */
final class ReportsTest {
  @ParameterizedTest
  @CsvSource({"false,false,UNCHANGED", "true,false,ROLLED_BACK", "true,true,NEEDS_PERSON"})
  void deviceSaysWhatIsInChargeAfterAFailure(
      boolean rolledBack, boolean needsPerson, Device expected) {
    Failure why = new Failure(Reason.CRASHED, "it crashed", Phase.VERIFYING, List.of());
    assertThat(Reports.terminal("u", outcome(Optional.of(why), rolledBack, needsPerson)))
        .isInstanceOfSatisfying(
            StatusEvent.Failed.class, failed -> assertThat(failed.device()).isEqualTo(expected));
  }

  @Test
  void successNeedsNobody() {
    assertThat(Reports.terminal("u", outcome(Optional.empty(), false, false)))
        .isInstanceOfSatisfying(
            StatusEvent.Succeeded.class,
            succeeded -> assertThat(succeeded.device()).isEqualTo(Device.UPDATED));
  }

  private static Outcome outcome(
      Optional<Failure> failure, boolean rolledBack, boolean needsPerson) {
    return new Outcome(
        "u",
        "docker",
        "1.0.5",
        "1.0.6",
        "sha256:a",
        failure,
        rolledBack,
        needsPerson,
        false,
        Instant.EPOCH,
        Duration.ofSeconds(9),
        Duration.ofSeconds(1),
        Optional.empty());
  }
}
