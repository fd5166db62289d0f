package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthSettingsTest {
  @Test
  void hasDefaultsForEverything() {
    assertThat(HealthSettings.from(Map.of()))
        .isEqualTo(
            new HealthSettings(
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                HealthSettings.Require.CONNECTED,
                Duration.ofMinutes(30),
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://localhost:1884,localhost:1884",
    "tcp://localhost,localhost:1883",
    "mqtts://broker.example,broker.example:8883",
    "ssl://10.0.0.7:9000,10.0.0.7:9000",
    "tcp://[::1]:1883,[::1]:1883"
  })
  void takesTheBrokerFromItsUrl(String url, String broker) {
    assertThat(HealthSettings.from(Map.of("mqtt.url", url)).broker()).contains(broker);
  }

  @Test
  void readsAProbeInThreeForms() {
    assertThat(probe("http://localhost:8080/ok")).containsExactly("http://localhost:8080/ok");
    assertThat(probe("/usr/bin/check --quick")).containsExactly("/usr/bin/check", "--quick");
    assertThat(probe("[\"/bin/sh\", \"-c\", \"a b\"]")).containsExactly("/bin/sh", "-c", "a b");
  }

  @Test
  void comesThroughTheJournalAsItWas() {
    HealthSettings settings =
        new HealthSettings(
            Duration.ofMillis(1500),
            Duration.ofHours(26),
            HealthSettings.Require.RUNNING,
            Duration.ofDays(2),
            Optional.of("b:1"),
            Optional.of(List.of("/bin/sh", "-c", "a b")));
    assertThat(HealthSettings.from(settings.over(Map.of("mqtt.url", "tcp://other"))))
        .isEqualTo(settings);
  }

  @Test
  void namesTheKeyOfAMistake() {
    assertThatThrownBy(() -> HealthSettings.from(Map.of("health.timeout", "soon")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("health.timeout")
        .hasMessageContaining("soon");
    assertThatThrownBy(() -> HealthSettings.from(Map.of("health.require", "luck")))
        .hasMessageContaining("health.require")
        .hasMessageContaining("luck");
  }

  private static List<String> probe(String value) {
    return HealthSettings.from(Map.of("health.probe", value)).probe().orElseThrow();
  }
}
