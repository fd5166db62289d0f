package ca.iotistic.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD",
        "IOTISTIC_MQTT_PASSWORD",
        "db_passwd",
        "PGPASS",
        "GITHUB_TOKEN",
        "API_KEY",
        "APIKEY",
        "aws.secret.access",
        "CLIENT_SECRET_2",
        "REGISTRY_AUTH",
        "GOOGLE_CREDENTIALS"
      })
  void hidesWhatIsCalledASecret(String name) {
    assertThat(Secrets.of(Map.of(name, "swordfish")).mask("it is swordfish."))
        .isEqualTo("it is ***.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "HOME", "IOTISTIC_MQTT_PASSWORD_FILE", "KEYBOARD", "HOSTNAME"})
  void leavesTheRest(String name) {
    assertThat(Secrets.of(Map.of(name, "swordfish")).mask("swordfish")).isEqualTo("swordfish");
  }

  @Test
  void leavesWordsThatAreTooShortAndNamesOfFiles(@TempDir Path directory) throws Exception {
    Path key = Files.createFile(directory.resolve("client.key"));
    Secrets secrets = Secrets.of(Map.of("TOKEN", "yes", "MQTT_KEY", key.toString()));
    assertThat(secrets.mask("yes " + key)).isEqualTo("yes " + key);
  }

  @Test
  void hidesTheLongerOneWhereOneIsPartOfAnother() {
    Secrets secrets = Secrets.of(Map.of("A_TOKEN", "abcd", "B_TOKEN", "abcdefgh"));
    assertThat(secrets.mask("abcdefgh abcd")).isEqualTo("*** ***");
  }

  @Test
  void hidesEachLineOfASecretOfManyLines() {
    Secrets secrets = Secrets.of(Map.of("TLS_KEY", "-----BEGIN-----\nMIIBVgIBADA\n-----END-----"));
    assertThat(secrets.mask("got MIIBVgIBADA here")).isEqualTo("got *** here");
  }
}
