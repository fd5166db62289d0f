package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  @Test
  void aStrategyIsGivenWhatItLogsInWithAndNothingOfTheBroker() {
    Map<String, String> own = Map.of("network.proxy", "http://me:secret@proxy:3128");
    Settings settings =
        new Settings(
            Map.of(
                "network.proxy",
                "http://me:secret@proxy:3128",
                "mqtt.username",
                "device",
                "mqtt.password",
                "secret"));
    assertThat(settings.withoutSecrets()).isEqualTo(own);
  }
}
