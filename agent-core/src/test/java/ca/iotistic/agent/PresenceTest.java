package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PresenceTest {
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private final Presence presence = new Presence(time);

  @Test
  void wasNotThereBeforeItHasEverListened() {
    time.pass(Duration.ofMinutes(1));

    assertThat(presence.mostly()).isFalse();
  }

  @Test
  void countsFromTheStartWhileThatIsRecent() {
    time.pass(Duration.ofSeconds(5));
    presence.listening(true);
    time.pass(Duration.ofSeconds(20));

    assertThat(presence.mostly()).isTrue();
    assertThat(presence.listeningFor()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void forgetsWhatWasMoreThanTenMinutesAgo() {
    presence.listening(true);
    time.pass(Duration.ofHours(3));
    presence.listening(false);
    time.pass(Duration.ofMinutes(6));

    assertThat(presence.mostly()).isFalse();
  }

  @Test
  void aShortInterruptionChangesNothing() {
    presence.listening(true);
    time.pass(Duration.ofHours(3));
    presence.listening(false);
    time.pass(Duration.ofMinutes(2));

    assertThat(presence.mostly()).isTrue();
    assertThat(presence.listening()).isFalse();
  }

  @Test
  void addsUpManyShortConnections() {
    for (int i = 0; i < 1000; i++) {
      presence.listening(true);
      time.pass(Duration.ofSeconds(2));
      presence.listening(false);
      time.pass(Duration.ofSeconds(1));
    }

    assertThat(presence.mostly()).isTrue();
    assertThat(presence.connections()).isEqualTo(1000);
  }
}
