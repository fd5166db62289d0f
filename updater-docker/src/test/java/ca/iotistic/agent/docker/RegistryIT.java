package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RegistryIT {

  @Test
  void tellsApartWhyThereIsNoRelease() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      bed.run("1.0.5");
      fails(Reason.NOT_FOUND, () -> bed.begin("1.0.9"));
      String digest = bed.begin("1.0.6").release().digest();
      Request pinned = new Request("1.0.6", Optional.of(digest));
      assertThat(bed.updater().resolve(pinned).digest()).isEqualTo(digest);
      assertThat(
              bed.updater()
                  .resolve(new Request("1.0.6", Optional.empty(), Map.of(platform(bed), digest)))
                  .digest())
          .isEqualTo(digest);
      String other = "sha256:" + "0".repeat(64);
      fails(
          Reason.DIGEST_MISMATCH,
          () -> bed.updater().resolve(new Request("1.0.6", Optional.of(other))));
      fails(
          Reason.DIGEST_MISMATCH,
          () ->
              bed.updater()
                  .resolve(new Request("1.0.6", Optional.empty(), Map.of("linux-none", digest))));
      bed.settings.put("docker.image", "127.0.0.1:" + Registry.freePort() + "/nobody/agent");
      fails(Reason.REGISTRY_UNAVAILABLE, () -> bed.begin("1.0.6"));
    }
  }

  private static String platform(Bed bed) throws Exception {
    return Platform.ofEngine(bed.engine.version(), bed.engine.info()).key();
  }

  @Test
  void anImageThatIsHereDoesWithoutTheRegistry() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.build("1.0.6");
      String old = bed.run("1.0.5");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      assertThat(laid.release().digest()).isEqualTo(laid.prepared().identity());
      bed.updater().activate(laid);
      bed.updater().rollBack(laid);
      assertThat(Fields.text(bed.inspect(bed.name), "Id")).isEqualTo(old);
      // It was here before, so it stays.
      assertThat(bed.tags()).containsExactlyInAnyOrder("1.0.5", "1.0.6");
    }
  }

  @Test
  void latestIsWhatTheLabelSays() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("latest", "LABEL org.opencontainers.image.version=v1.0.7");
      bed.run("1.0.5");
      Update laid = bed.prepare(bed.begin(Request.LATEST));
      assertThat(laid.release().version()).isEqualTo("1.0.7");
      bed.updater().activate(laid);
      assertThat(Fields.text(bed.inspect(bed.name), "Config", "Image"))
          .isEqualTo(bed.repository + ":1.0.7");
      assertThat(bed.updater().installed().version()).isEqualTo("1.0.7");
    }
  }

  @Test
  void followsTheTagPattern() throws Exception {
    try (Bed bed = new Bed()) {
      bed.settings.put("docker.tag", "v{version}-slim");
      bed.build("v1.0.5-slim");
      bed.push("v1.0.6-slim");
      bed.run("v1.0.5-slim");
      assertThat(bed.updater().installed().version()).isEqualTo("1.0.5");
      Release release = bed.begin("1.0.6").release();
      assertThat(release.version()).isEqualTo("1.0.6");
      assertThat(Source.of(release).reference()).isEqualTo(bed.repository + ":v1.0.6-slim");
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      Update update = bed.begin("1.0.6");
      bed.space = info -> OptionalLong.of(60L << 20);
      fails(Reason.DISK_FULL, () -> bed.prepare(update));
      assertThat(bed.containers()).containsExactly(bed.name);
      assertThat(bed.tags()).containsExactly("1.0.5");

      bed.space = info -> OptionalLong.of(10L << 30);
      docker("stop", old);
      fails(Reason.UNSUPPORTED_TARGET, () -> bed.prepare(update));
    }
  }

  @Test
  void credentialsGoToTheirRegistryOnly() throws Exception {
    try (Registry registry = Registry.start(true);
        Bed bed = new Bed(registry)) {
      bed.build("1.0.5");
      String reference = bed.build("1.0.6");
      String auth =
          Base64.getEncoder()
              .encodeToString(
                  (Registry.USER + ":" + Registry.PASSWORD).getBytes(StandardCharsets.UTF_8));
      Path login = Files.createDirectories(bed.state.resolve("login"));
      Path file =
          Files.writeString(
              login.resolve("config.json"),
              "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth + "\"}}}");
      docker("--config", login.toString(), "push", "-q", reference);
      docker("rmi", reference);
      bed.run("1.0.5");

      fails(Reason.REGISTRY_UNAUTHORIZED, () -> bed.begin("1.0.6"));

      Path password = Files.writeString(bed.state.resolve("password"), "wrong\n");
      bed.settings.put("docker.registry.username", Registry.USER);
      bed.settings.put("docker.registry.password_file", password.toString());
      fails(Reason.REGISTRY_UNAUTHORIZED, () -> bed.begin("1.0.6"));

      // Read anew at each use.
      Files.writeString(password, Registry.PASSWORD + "\n");
      Update update = bed.begin("1.0.6");
      Files.writeString(password, "wrong\n");
      fails(Reason.REGISTRY_UNAUTHORIZED, () -> bed.prepare(update));
      assertThat(bed.containers()).containsExactly(bed.name);

      bed.settings.remove("docker.registry.username");
      bed.settings.put("docker.registry.auth_file", file.toString());
      assertThat(bed.prepare(update).prepared().identity()).startsWith("sha256:");
      fails(Reason.NOT_FOUND, () -> bed.begin("1.0.9"));
    }
  }

  private static void fails(Reason reason, ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(
            UpdateException.class, failed -> assertThat(failed.reason()).isEqualTo(reason));
  }
}
