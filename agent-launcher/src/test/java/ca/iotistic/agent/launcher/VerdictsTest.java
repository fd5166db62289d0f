package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The exit codes that scripts rely on. */
final class VerdictsTest {
  private static final Request UPDATE =
      Request.update(Optional.empty(), false, Optional.empty(), false, Instant.EPOCH);
  private static final Request CANCEL = Request.cancel(Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "0, update_succeeded, '', updated",
    "0, update_skipped, already_current, ''",
    "0, update_skipped, nothing_to_cancel, ''",
    "1, update_skipped, too_late, ''",
    "1, update_skipped, stale, ''",
    "1, update_skipped, known_bad, ''",
    "1, update_skipped, nothing_to_roll_back, ''",
    "1, update_skipped, of_a_newer_version, ''",
    "1, update_cancelled, cancelled, ''",
    "1, update_cancelled, superseded, ''",
    "1, update_cancelled, expired, ''",
    "3, update_rejected, invalid_version, ''",
    "3, update_rejected, expired, ''",
    "3, update_rejected, of_a_newer_version, ''",
    "1, update_failed, not_found, unchanged",
    "1, update_failed, unhealthy, rolled_back",
    "4, update_failed, state_lost, needs_person",
    "4, update_failed, not_found, needs_person"
  })
  void everyOutcomeHasItsExitCode(int exit, String type, String reason, String device)
      throws JsonProcessingException {
    JsonNode status =
        Workbench.JSON.readTree(
            "{\"type\":\"%s\",\"reason\":\"%s\",\"device\":\"%s\",\"current_version\":\"1.0.5\"}"
                .formatted(type, reason, device));
    assertThat(Verdicts.of(UPDATE, status).exit()).isEqualTo(exit);
    assertThat(Verdicts.ofStatus(status).exit()).isEqualTo(exit);
  }

  @ParameterizedTest
  @CsvSource({
    "0, update_cancelled, cancelled",
    "0, update_skipped, nothing_to_cancel",
    "1, update_skipped, too_late"
  })
  void aCancelIsDoneWhenNothingIsLeftToCancel(int exit, String type, String reason)
      throws JsonProcessingException {
    JsonNode status =
        Workbench.JSON.readTree("{\"type\":\"%s\",\"reason\":\"%s\"}".formatted(type, reason));
    assertThat(Verdicts.of(CANCEL, status).exit()).isEqualTo(exit);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void theHistoryTellsTheSameAsTheStatus(Reason reason) throws JsonProcessingException {
    String type =
        switch (reason.kind()) {
          case REJECTED -> "update_rejected";
          case SKIPPED -> "update_skipped";
          case CANCELLED -> "update_cancelled";
          case FAILED -> "update_failed";
        };
    JsonNode status =
        Workbench.JSON.readTree(
            "{\"type\":\"%s\",\"reason\":\"%s\",\"error\":\"e\",\"device\":\"unchanged\",\"current_version\":\"1.0.5\"}"
                .formatted(type, reason.wire()));
    JsonNode line =
        Workbench.JSON.readTree(
            "{\"from\":\"1.0.5\",\"failure\":{\"reason\":\"%s\",\"error\":\"e\"}}"
                .formatted(reason.wire()));
    assertThat(Verdicts.ofHistory(line)).isEqualTo(Verdicts.ofStatus(status));
  }

  @Test
  void theHistoryTellsThatAPersonIsNeededAsTheStatusDoes() throws JsonProcessingException {
    JsonNode status =
        Workbench.JSON.readTree(
            "{\"type\":\"update_failed\",\"reason\":\"crashed\",\"error\":\"e\",\"device\":\"needs_person\",\"current_version\":\"1.0.4\"}");
    JsonNode line =
        Workbench.JSON.readTree(
            "{\"from\":\"1.0.5\",\"rolled_back\":true,\"needs_person\":true,\"instead\":\"1.0.4\",\"failure\":{\"reason\":\"crashed\",\"error\":\"e\"}}");
    assertThat(Verdicts.ofHistory(line)).isEqualTo(Verdicts.ofStatus(status));
    assertThat(Verdicts.ofHistory(line).exit()).isEqualTo(Exit.NEEDS_PERSON);
  }
}
