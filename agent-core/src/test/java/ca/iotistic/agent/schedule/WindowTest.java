package ca.iotistic.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowTest {
  @ParameterizedTest
  @CsvSource({
    // window, zone, now, begins, ends
    "02:00-05:00, UTC, 2026-11-10T01:00:00Z, 2026-11-10T02:00:00Z, 2026-11-10T05:00:00Z",
    "02:00-05:00, UTC, 2026-11-10T04:59:59Z, 2026-11-10T02:00:00Z, 2026-11-10T05:00:00Z",
    "02:00-05:00, UTC, 2026-11-10T05:00:00Z, 2026-11-11T02:00:00Z, 2026-11-11T05:00:00Z",
    // over midnight, seen from both days
    "22:00-03:00, UTC, 2026-11-10T23:00:00Z, 2026-11-10T22:00:00Z, 2026-11-11T03:00:00Z",
    "22:00-03:00, UTC, 2026-11-11T02:00:00Z, 2026-11-10T22:00:00Z, 2026-11-11T03:00:00Z",
    "22:00-03:00, UTC, 2026-11-11T04:00:00Z, 2026-11-11T22:00:00Z, 2026-11-12T03:00:00Z",
    // another day there than here
    "02:00-05:00, Asia/Tokyo, 2026-11-10T16:00:00Z, 2026-11-10T17:00:00Z, 2026-11-10T20:00:00Z",
    // clocks go forward in the window: 02:30 does not exist, and it is 03:00 at once
    "02:30-05:00, Europe/Berlin, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z, 2026-03-29T03:00:00Z",
    "01:00-02:30, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
    // clocks go back: 02:30 exists twice
    "02:30-05:00, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:00Z, 2026-10-25T04:00:00Z",
    "01:00-03:00, America/Toronto, 2026-11-01T04:00:00Z, 2026-11-01T05:00:00Z, 2026-11-01T08:00:00Z",
  })
  void opensEveryDay(String window, String zone, Instant now, Instant begins, Instant ends) {
    assertThat(Window.parse(window, ZoneId.of(zone)).at(now))
        .isEqualTo(new Window.Opening(begins, ends));
  }

  @Test
  void aWindowThatIsInsideTheGapIsSkippedThatDay() {
    Window window = Window.parse("02:10-02:50", ZoneId.of("Europe/Berlin"));

    Window.Opening opening = window.at(Instant.parse("2026-03-29T00:00:00Z"));

    assertThat(opening.begin()).isEqualTo("2026-03-30T00:10:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2-5", "02:00", "25:00-26:00", "02:00-02:00", "02:00–05:00"})
  void saysWhatAWindowLooksLike(String text) {
    assertThatThrownBy(() -> Window.parse(text, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window");
  }
}
