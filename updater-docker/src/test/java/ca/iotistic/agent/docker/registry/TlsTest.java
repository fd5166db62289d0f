package ca.iotistic.agent.docker.registry;

import static ca.iotistic.agent.docker.registry.FakeRegistry.TAGS;
import static ca.iotistic.agent.docker.registry.FakeRegistry.text;
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

final class TlsTest extends RegistryScene {
  private static final String PASS = "changeit";
  @TempDir private static Path keys;
  private static Path store;
  private static Path ca;
  private static FakeRegistry secure;

  @BeforeAll
  static void makeACertificate() throws Exception {
    store = keys.resolve("store.p12");
    ca = keys.resolve("ca.pem");
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=registry", "-ext", "SAN=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", ca.toString());
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASS.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(opened, PASS.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    secure = FakeRegistry.secure(context);
    secure.on(TAGS, FakeRegistry.tags("1.0.6"));
    secure.on(
        "/v2/open/tags/list", text(302, "", "Location", "http://127.0.0.1:1/v2/open/tags/list"));
  }

  @AfterAll
  static void closeSecure() {
    secure.close();
  }

  private static void keytool(String verb, String... arguments) throws Exception {
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
