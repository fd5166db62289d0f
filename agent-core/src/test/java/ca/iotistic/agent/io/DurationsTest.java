package ca.iotistic.agent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({"10s,PT10S", "5m,PT5M", "1h,PT1H", "30d,PT720H", "250ms,PT0.25S", "0s,PT0S"})
  void readsWhatItWrites(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "1.5h", "1 h", "10S", "5m30s", "99999999999s"})
  void saysWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10s, 5m, 1h or 30d");
  }

  @Test
  void forgivesBlanksAround() {
    assertThat(Durations.parse(" 5m ")).isEqualTo(Duration.ofMinutes(5));
  }
}
