package ca.iotistic.agent.docker.registry;

import static ca.iotistic.agent.docker.registry.FakeRegistry.TAGS;
import static ca.iotistic.agent.docker.registry.FakeRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.mqtt.Certificates;
import ca.iotistic.agent.spi.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest extends RegistryScene {
  @TempDir private static Path keys;
  private static Path ca;
  private static FakeRegistry secure;

  @BeforeAll
  static void openSecure() throws Exception {
    Certificates authority = Certificates.authority(keys, "owner");
    ca = authority.ca();
    secure = FakeRegistry.secure(authority.server("server", "IP:127.0.0.1"));
    secure.on(TAGS, FakeRegistry.tags("1.0.6"));
    secure.on(
        "/v2/open/tags/list", text(302, "", "Location", "http://127.0.0.1:1/v2/open/tags/list"));
  }

  @AfterAll
  static void closeSecure() {
    secure.close();
  }

  @Test
  void theAuthorityOfTheOwnerVouchesForTheRegistry() throws Exception {
    settings.put("docker.registry.ca", ca.toString());
    assertThat(listed(secure.repository())).containsExactly("1.0.6");
  }

  @Test
  void whomNobodyVouchesForIsNotBelieved() throws Exception {
    settings.put("docker.registry.mirror", "https://" + secure.host());
    registry.on(TAGS, FakeRegistry.tags("1.0.7"));
    assertThat(listed()).containsExactly("1.0.7");
    settings.put("docker.registry.ca", ca.toString());
    assertThat(listed()).containsExactly("1.0.6");
  }

  @Test
  void whatTlsProtectedStaysProtected() {
    settings.put("docker.registry.ca", ca.toString());
    fails(
        Repository.of(secure.host() + "/open"),
        Reason.REGISTRY_UNAVAILABLE,
        "redirects to http://127.0.0.1:1");
  }

  @Test
  void anAuthorityThatIsNoneIsNamed() throws Exception {
    settings.put("docker.registry.ca", directory.resolve("none.pem").toString());
    fails(Reason.REGISTRY_UNAVAILABLE, "docker.registry.ca");
    settings.put(
        "docker.registry.ca", Files.writeString(directory.resolve("x.pem"), "x").toString());
    fails(Reason.REGISTRY_UNAVAILABLE, "BEGIN CERTIFICATE");
  }
}
