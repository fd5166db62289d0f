package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @Test
  void nothingIsNeeded() {
    Settings settings = Settings.from(Map.of());

    assertThat(settings.httpPort()).isEqualTo(8080);
    assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
    assertThat(settings.topics().update("abc-123")).isEqualTo("agent/abc-123/update");
    assertThat(settings.database()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FLEET_HTTP_PORT|eighty",
        "FLEET_HTTP_PORT|70000",
        "FLEET_MQTT_URL|http://broker",
        "FLEET_MQTT_URL|tcp://user:secret@broker",
        "FLEET_DATABASE_URL|mysql://user:secret@host/db",
        "FLEET_DATABASE_URL|postgresql://host",
        "FLEET_TOPIC_BASE|agent/+",
        "FLEET_TOPIC_BASE|agent/x{uuid}",
        "FLEET_ADMIN_TOKEN|short",
        "FLEET_UPDATE_TIMEOUT|soon",
        "FLEET_KEEP_MESSAGES|0d",
        "FLEET_MQTT_CA_FILE|/nowhere/at/all",
        "FLEET_MQTT_CA_FILE|/dev/null",
        "FLEET_MQTT_PASSWORD|x",
        "FLEET_MQTT_PASSWORD_FILE|/nowhere/at/all"
      })
  void whatIsWrongIsNamedAndSecretsAreNot(String name, String value) {
    assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name.replace("_FILE", ""))
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPasswordComesFromItsFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "s3cret\n");

    Settings settings =
        Settings.from(
            Map.of(
                "FLEET_MQTT_USERNAME", "cloud-api", "FLEET_MQTT_PASSWORD_FILE", file.toString()));

    assertThat(settings.broker().password()).contains("s3cret");
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void aMisspeltNameIsNoticed() {
    assertThat(Settings.from(Map.of("FLEET_HTTP_PROT", "80")).unknown())
        .containsExactly("FLEET_HTTP_PROT");
  }
}
