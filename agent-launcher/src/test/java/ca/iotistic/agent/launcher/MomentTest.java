package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class MomentTest {
  private static final Instant NOW = Instant.parse("2026-11-24T23:57:41Z");
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  @Test
  void aTimeOfDayIsTheNextOne() {
    assertThat(Moment.read("20:00", NOW, TORONTO)).contains(Instant.parse("2026-11-25T01:00:00Z"));
    assertThat(Moment.read("02:00", NOW, TORONTO)).contains(Instant.parse("2026-11-25T07:00:00Z"));
  }

  @Test
  void aTimeHasToHaveItsZone() {
    assertThat(Moment.read("2026-12-01T02:00:00Z", NOW, TORONTO))
        .contains(Instant.parse("2026-12-01T02:00:00Z"));
    assertThat(Moment.read("2026-12-01T02:00:00+01:00", NOW, TORONTO))
        .contains(Instant.parse("2026-12-01T01:00:00Z"));
    assertThat(Moment.read("2026-12-01T02:00:00", NOW, TORONTO)).isEmpty();
    assertThat(Moment.read("25:00", NOW, TORONTO)).isEmpty();
    assertThat(Moment.read("2026-02-30T02:00:00Z", NOW, TORONTO)).isEmpty();
    assertThat(Moment.read("tomorrow", NOW, TORONTO)).isEmpty();
  }
}
