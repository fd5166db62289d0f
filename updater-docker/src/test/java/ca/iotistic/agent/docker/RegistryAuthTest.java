package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegistryAuthTest {
  @TempDir private Path directory;
  private final Map<String, String> settings = new TreeMap<>();

  @Test
  void thereAreNoneWithoutSettings() throws Exception {
    assertThat(headers("iotistic/agent")).isEmpty();
  }

  @Test
  void thePasswordIsReadAnewAndLosesItsLineEnd() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "one two\n");
    settings.put("docker.registry.username", "agent");
    settings.put("docker.registry.password_file", file.toString());
    JsonNode sent = sent("registry.example:5000/iotistic/agent");
    assertThat(sent.path("username").asText()).isEqualTo("agent");
    assertThat(sent.path("password").asText()).isEqualTo("one two");
    assertThat(sent.path("serveraddress").asText()).isEqualTo("registry.example:5000");
    Files.writeString(file, "three");
    assertThat(sent("iotistic/agent").path("password").asText()).isEqualTo("three");
    assertThat(sent("iotistic/agent").path("serveraddress").asText())
        .isEqualTo("https://index.docker.io/v1/");
  }

  @Test
  void aLoginFileServesEachHostItsOwn() throws Exception {
    String hub = Base64.getEncoder().encodeToString("hubber:a:b".getBytes(StandardCharsets.UTF_8));
    auths(
        "{\"https://index.docker.io/v1/\":{\"auth\":\""
            + hub
            + "\"},\"ghcr.io\":{\"identitytoken\":\"token\"},\"desktop.example\":{}}");
    assertThat(sent("iotistic/agent").path("username").asText()).isEqualTo("hubber");
    assertThat(sent("iotistic/agent").path("password").asText()).isEqualTo("a:b");
    assertThat(sent("ghcr.io/iotistic/agent").path("identitytoken").asText()).isEqualTo("token");
    assertThat(headers("registry.example/agent")).isEmpty();
    refused("desktop.example/agent", "credentials store");
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    settings.put("docker.registry.auth_file", directory.resolve("none").toString());
    refused("iotistic/agent", "docker.registry.auth_file");
    auths("{\"docker.io\":{\"auth\":\"%%%\"}}");
    refused("iotistic/agent", "base64");
    Files.writeString(directory.resolve("config.json"), "{");
    refused("iotistic/agent", "not JSON");
    settings.put("docker.registry.username", "agent");
    refused("iotistic/agent", "docker.registry.password_file");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, 404, manifest unknown: manifest unknown, NOT_FOUND",
    "NOT_FOUND, 404, 'pull access denied for x, repository does not exist', REGISTRY_UNAUTHORIZED",
    "DENIED, 401, unauthorized: authentication required, REGISTRY_UNAUTHORIZED",
    "SERVER, 500, 'Head \"http://h/v2/a/manifests/1\": no basic auth credentials', REGISTRY_UNAUTHORIZED",
    "SERVER, 500, 'dial tcp 127.0.0.1:5999: connect: connection refused', REGISTRY_UNAVAILABLE",
    "SERVER, 500, 'toomanyrequests: You have reached your pull rate limit', REGISTRY_UNAVAILABLE",
    "UNKNOWN, 0, no answer within 180 s, REGISTRY_UNAVAILABLE",
    "DENIED, 403, status 403, PLATFORM_DENIED",
    "UNREACHABLE, 0, nobody listens, PLATFORM_UNAVAILABLE"
  })
  void toldApartByStatusAndByTheRegistrysWords(Kind kind, int status, String words, Reason reason) {
    EngineException failed = new EngineException(kind, status, "GET /distribution", words);
    UpdateException update = RegistryFailure.of(failed, "registry.example/agent:1.0.6");
    assertThat(update.reason()).isEqualTo(reason);
    assertThat(update).hasMessageContaining("registry.example/agent:1.0.6");
  }

  @Test
  void aFullDiskIsTheDevices() {
    EngineException failed =
        new EngineException(Kind.SERVER, 500, "POST", "write: no space left on device");
    assertThat(RegistryFailure.of(failed, "a:1").reason()).isEqualTo(Reason.DISK_FULL);
  }

  private void auths(String auths) throws Exception {
    Path file = directory.resolve("config.json");
    Files.writeString(file, "{\"auths\":" + auths + "}");
    settings.put("docker.registry.auth_file", file.toString());
  }

  private void refused(String repository, String words) {
    assertThatThrownBy(() -> headers(repository))
        .isInstanceOfSatisfying(
            UpdateException.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.REGISTRY_UNAUTHORIZED))
        .hasMessageContaining(words);
  }

  private JsonNode sent(String repository) throws Exception {
    return Json.MAPPER.readTree(
        Base64.getUrlDecoder().decode(headers(repository).get("X-Registry-Auth")));
  }

  private Map<String, String> headers(String repository)
      throws UpdateException, InterruptedException {
    return new RegistryAuth(
            new Environment(
                settings,
                "1.0.0",
                directory,
                directory,
                3,
                new Processes(Seam.NONE),
                Time.system(),
                Seam.NONE))
        .headers(repository);
  }
}
