package ca.iotistic.agent;

import static ca.iotistic.agent.Hearing.Proof.HEARS;
import static ca.iotistic.agent.Hearing.Proof.NOT_YET;
import static ca.iotistic.agent.Hearing.Proof.SUBSCRIBED_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HearingTest {
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private final Hearing hearing = new Hearing(time);

  @Test
  void theRetainedCommandThatComesAgainIsTheProof() {
    hearing.listening(true);
    hearing.stateAcknowledged();
    assertThat(hearing.proof(true)).isEqualTo(NOT_YET);

    hearing.delivered();

    assertThat(hearing.proof(true)).isEqualTo(HEARS);
  }

  @Test
  void nothingIsProvenBeforeTheStateIsAcknowledged() {
    hearing.listening(true);
    hearing.delivered();

    assertThat(hearing.proof(true)).isEqualTo(NOT_YET);
  }

  @Test
  void itsOwnPublicationCountsOnceNoRetainedCommandHasCome() {
    hearing.listening(true);
    hearing.stateAcknowledged();
    hearing.heard();
    assertThat(hearing.proof(true)).isEqualTo(NOT_YET);

    time.pass(Duration.ofSeconds(30));

    assertThat(hearing.proof(true)).isEqualTo(HEARS);
  }

  @Test
  void itsOwnPublicationCountsAtOnceWhereNothingWasRetained() {
    hearing.listening(true);
    hearing.stateAcknowledged();
    hearing.heard();

    assertThat(hearing.proof(false)).isEqualTo(HEARS);
  }

  @Test
  void theGrantedSubscriptionCountsWhereNothingElseComes() {
    hearing.listening(true);
    hearing.stateAcknowledged();

    time.pass(Duration.ofSeconds(30));

    assertThat(hearing.proof(true)).isEqualTo(SUBSCRIBED_ONLY);
    assertThat(hearing.proof(false)).isEqualTo(SUBSCRIBED_ONLY);
  }

  @Test
  void aLostConnectionTakesTheProofWithIt() {
    hearing.listening(true);
    hearing.stateAcknowledged();
    hearing.delivered();
    hearing.listening(false);
    hearing.listening(true);

    assertThat(hearing.proof(true)).isEqualTo(NOT_YET);
  }
}
