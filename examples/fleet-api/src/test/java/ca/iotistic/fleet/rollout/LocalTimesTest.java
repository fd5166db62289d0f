package ca.iotistic.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalTimesTest {
  @ParameterizedTest
  @CsvSource({
    "2025-11-09T12:00:00Z, UTC, 2025-11-10T02:00:00Z",
    "2025-11-09T12:00:00Z, America/Toronto, 2025-11-10T07:00:00Z",
    "2025-11-09T12:00:00Z, Asia/Tokyo, 2025-11-09T17:00:00Z",
    "2025-11-10T02:00:00Z, UTC, 2025-11-11T02:00:00Z",
    // 2 AM does not exist on that day in Toronto: it is 3 AM.
    "2026-03-08T05:00:00Z, America/Toronto, 2026-03-08T07:00:00Z"
  })
  void twoInTheMorningIsThatOfTheDevice(Instant now, String zone, Instant expected) {
    assertThat(LocalTimes.next(now, LocalTime.of(2, 0), ZoneId.of(zone))).isEqualTo(expected);
  }
}
