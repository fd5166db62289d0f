package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static ca.iotistic.agent.systemd.release.FakeServer.to;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.mqtt.Certificates;
import ca.iotistic.agent.spi.Reason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest extends ReleaseScene {
  private static final byte[] NEW = bytes(100_000, 6);
  @TempDir private static Path keys;
  private static Path ca;
  private static FakeServer secure;

  @BeforeAll
  static void openSecure() throws Exception {
    Certificates authority = Certificates.authority(keys, "owner");
    ca = authority.ca();
    secure = FakeServer.secure(authority.server("server", "IP:127.0.0.1"));
    secure.on("/good", file(NEW, "ETag", ETAG));
    secure.on("/x/releases/latest", to("/x/releases/tag/v1.0.4"));
  }

  @AfterAll
  static void closeSecure() {
    secure.close();
  }

  @Test
  void theAuthorityOfTheOwnerVouchesForTheServer() throws Exception {
    settings.put("systemd.ca", ca.toString());
    settings.put("systemd.releases", secure.address() + "/x");
    assertThat(resolve("latest").version()).isEqualTo("1.0.5");
    assertThat(fetch(secure.address() + "/good", NEW)).hasBinaryContent(NEW);
  }

  @Test
  void whomNobodyVouchesForIsNotAskedTwice() {
    Duration before = time.uptime();
    fails(() -> fetch(secure.address() + "/good", NEW), Reason.REGISTRY_UNAVAILABLE, "systemd.ca");
    assertThat(time.uptime()).isEqualTo(before);
  }

  @Test
  void whatTlsProtectedStaysProtected() {
    settings.put("systemd.ca", ca.toString());
    server.on("/open", file(NEW));
    secure.on("/leads-out", to(server.address() + "/open"));
    fails(
        () -> fetch(secure.address() + "/leads-out", NEW),
        Reason.REGISTRY_UNAVAILABLE,
        "redirects to " + server.address());
    assertThat(server.asked()).isEmpty();
  }
}
