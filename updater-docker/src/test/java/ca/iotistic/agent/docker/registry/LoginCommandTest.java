package ca.iotistic.agent.docker.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoginCommandTest extends RegistryScene {

  private void helper(String script) throws Exception {
    Path file = directory.resolve("docker-credential-test");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    settings.put("docker.registry.credentials_command", "[\"" + file + "\",\"get\"]");
  }

  private Optional<Login> login(String host) throws Exception {
    Map<String, String> variables = Map.of("HELPER_HOME", "/h", "IOTISTIC_MQTT_PASSWORD", "hidden");
    return new LoginCommand(environment(), variables).login(host);
  }

  @Test
  void isAskedForTheHostAndSeesWhatItNeeds() throws Exception {
    helper(
        """
        read -r host; echo noise >&2
        echo "{\\"Username\\":\\"$1 $host\\","
        echo "\\"Secret\\":\\"$HELPER_HOME$IOTISTIC_MQTT_PASSWORD\\"}"
        """);
    assertThat(login("registry.example:5000"))
        .contains(Login.of("get registry.example:5000", "/h"));
    assertThat(login(Repository.HUB)).contains(Login.of("get https://index.docker.io/v1/", "/h"));
  }

  @Test
  void mayKnowATokenOrNothing() throws Exception {
    helper("cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"id\"}'");
    assertThat(login("a.example")).contains(Login.token("id"));
    helper("echo 'credentials not found in native keychain'; exit 1");
    assertThat(login("a.example")).isEmpty();
    settings.clear();
    assertThat(login("a.example")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "echo locked; exit 3, ended with 3 (locked)",
    "echo s3cret, prints no JSON",
    "echo '{}', prints no Username"
  })
  void whatItCannotDoIsTold(String script, String words) throws Exception {
    helper(script);
    assertThatThrownBy(() -> login("a.example"))
        .isInstanceOfSatisfying(
            UpdateException.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.REGISTRY_UNAUTHORIZED))
        .hasMessageContaining(words)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void itHasToBeThere() {
    settings.put("docker.registry.credentials_command", "[\"/nowhere/helper\"]");
    assertThatThrownBy(() -> login("a.example")).hasMessageContaining("cannot be started");
    settings.put("docker.registry.credentials_command", "[");
    assertThatThrownBy(() -> login("a.example")).hasMessageContaining("no list");
  }

  @Test
  void comesAfterANameAndBeforeAFile() throws Exception {
    helper("cat >/dev/null; echo '{\"Username\":\"helped\",\"Secret\":\"s\"}'");
    Path file =
        Files.writeString(
            directory.resolve("config.json"),
            "{\"auths\":{\"a.example\":{\"username\":\"filed\",\"password\":\"p\"}}}");
    settings.put("docker.registry.auth_file", file.toString());
    Credentials credentials = new Credentials(environment());
    assertThat(credentials.forRegistry("a.example")).contains(Login.of("helped", "s"));
    helper("echo credentials not found; exit 1");
    assertThat(new Credentials(environment()).forRegistry("a.example"))
        .contains(Login.of("filed", "p"));
    logIn();
    assertThat(new Credentials(environment()).forRegistry("a.example"))
        .contains(Login.of(USER, PASSWORD));
    assertThat(Login.of(USER, PASSWORD)).hasToString("Login[agent]");
  }
}
