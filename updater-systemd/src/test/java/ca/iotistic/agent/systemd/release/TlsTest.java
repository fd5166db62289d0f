package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static ca.iotistic.agent.systemd.release.FakeServer.to;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest extends ReleaseScene {
  private static final byte[] NEW = bytes(100_000, 6);
  private static final String PASS = "changeit";
  @TempDir private static Path keys;
  private static Path ca;
  private static FakeServer secure;

  @BeforeAll
  static void makeACertificate() throws Exception {
    Path store = keys.resolve("store.p12");
    ca = keys.resolve("ca.pem");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=r", "-ext", "SAN=ip:127.0.0.1");
    keytool(store, "-exportcert", "-rfc", "-file", ca.toString());
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASS.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(opened, PASS.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    secure = FakeServer.secure(context);
    secure.on("/good", file(NEW, "ETag", ETAG));
    secure.on("/x/releases/latest", to("/x/releases/tag/v1.0.4"));
  }

  @AfterAll
  static void closeSecure() {
    secure.close();
  }

  private static void keytool(Path store, String verb, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add(verb);
    command.addAll(List.of("-alias", "a", "-keystore", store.toString(), "-storepass", PASS));
    command.addAll(List.of(arguments));
    Processes.Result result =
        new Processes(Seam.NONE).run(command, Map.of(), keys, Duration.ofMinutes(1), line -> {});
    assertThat(result.ok()).as("%s", result.tail()).isTrue();
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
