package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.text;
import static ca.iotistic.agent.systemd.release.FakeServer.to;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResolveTest extends ReleaseScene {
  private static final byte[] NEW = bytes(1000, 6);

  @Test
  void latestIsWhereTheServerSendsTo() throws Exception {
    server.on("/x/releases/latest", to("/x/releases/tag/v1.0.6"));
    publish("1.0.6", NEW);
    Release release = resolve("latest");
    assertThat(release)
        .isEqualTo(
            new Release(
                "1.0.6",
                "sha256:" + hex(NEW),
                1000,
                Map.of("url", server.address() + artifact("1.0.6"))));
    assertThat(server.paths())
        .containsExactly(
            "GET /x/releases/latest",
            "GET " + path("1.0.6", "SHA256SUMS"),
            "HEAD " + artifact("1.0.6"));
  }

  @Test
  void aProjectThatHasMovedIsFound() throws Exception {
    server.on("/x/releases/latest", to("/y/releases/latest"));
    server.on("/y/releases/latest", to(server.address() + "/y/releases/tag/v1.1.0%2Bb1"));
    String folder = "/x/releases/download/v1.1.0%2Bb1/";
    server.on("/x/releases/download/v1.1.0+b1/SHA256SUMS", text(200, hex(NEW) + " *" + ARTIFACT));
    server.on("/x/releases/download/v1.1.0+b1/" + ARTIFACT, text(405, ""));
    Release release = resolve("latest");
    assertThat(release.version()).isEqualTo("1.1.0+b1");
    assertThat(release.size()).isZero();
    assertThat(server.paths())
        .contains("GET " + folder + "SHA256SUMS", "HEAD " + folder + ARTIFACT);
  }

  @Test
  void latestNeverGoesDown() throws Exception {
    server.on("/x/releases/latest", to("/x/releases/tag/v1.0.4"));
    Release release = resolve("latest");
    assertThat(release.version()).isEqualTo("1.0.5");
    assertThat(release.digest()).isEqualTo("sha256:installed");
    assertThat(source().fetch(update(release))).isEqualTo(directory.resolve("binary"));
    assertThat(server.paths()).containsExactly("GET /x/releases/latest");
  }

  @Test
  void theLatestThatIsInstalledIsWhatWasPublished() throws Exception {
    server.on("/x/releases/latest", to("/x/releases/tag/v1.0.5"));
    publish("1.0.5", NEW);
    assertThat(resolve("latest").digest()).isEqualTo("sha256:" + hex(NEW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nightly", "1.0.6", "v1.0.6-rc.1", "v01.0.6", "vlatest"})
  void aTagThatIsNoStableVersionIsNoLatest(String tag) {
    server.on("/x/releases/latest", to("/x/releases/tag/" + tag));
    fails(() -> resolve("latest"), Reason.NOT_FOUND, tag, "name a version");
  }

  @Test
  void whoHasNoReleaseHasNoLatest() {
    server.on("/x/releases/latest", to("/x/releases"), text(404, ""));
    server.on("/x/releases", text(200, "<html>"));
    fails(() -> resolve("latest"), Reason.NOT_FOUND, "leads to no release");
    fails(() -> resolve("latest"), Reason.NOT_FOUND, "/x/releases/latest (404)", "token_file");
  }

  @Test
  void goingRoundHasAnEnd() {
    server.on("/x/releases/latest", to("/x/releases/latest"));
    fails(() -> resolve("latest"), Reason.REGISTRY_UNAVAILABLE, "redirects more than 5 times");
    server.on(path("1.0.6", "SHA256SUMS"), to(path("1.0.6", "SHA256SUMS")));
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAVAILABLE, "redirects more than 5 times");
    assertThat(server.asked()).hasSize(12);
  }

  @Test
  void theOwnerSaysWhatTheFileIsCalled() throws Exception {
    settings.put("systemd.artifact", "agent-{version}.{arch}");
    String name = "agent-1.0.6." + Architecture.ofThisMachine();
    server.on(path("1.0.6", "SHA256SUMS"), text(200, hex(NEW) + "  " + name + "\n"));
    server.on(path("1.0.6", name), FakeServer.file(NEW));
    assertThat(resolve("1.0.6").locator().get("url")).endsWith("/v1.0.6/" + name);
    settings.put("systemd.artifact", "../{arch}");
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAVAILABLE, "systemd.artifact");
  }

  @ParameterizedTest
  @CsvSource({"amd64, amd64", "x86_64, amd64", "aarch64, arm64", "arm, armv7", "riscv64, riscv64"})
  void machinesHaveManyNames(String java, String name) {
    assertThat(Architecture.named(java)).isEqualTo(name);
  }

  @Test
  void whatIsNotListedIsNamedWithWhatIs() {
    server.on(
        path("1.0.6", "SHA256SUMS"),
        text(200, "%1$s  other-b\n%1$s  other-a\n".formatted(hex(NEW))));
    fails(
        () -> resolve("1.0.6"),
        Reason.NOT_FOUND,
        "/v1.0.6/SHA256SUMS has no " + ARTIFACT,
        "other-a, other-b",
        "systemd.artifact");
  }

  @Test
  void whatIsNotThereIsNamed() {
    fails(() -> resolve("1.0.6"), Reason.NOT_FOUND, "/v1.0.6/SHA256SUMS (404)");
    sums("1.0.6", NEW);
    fails(() -> resolve("1.0.6"), Reason.NOT_FOUND, artifact("1.0.6") + " (404)");
    fails(() -> resolve("one"), Reason.NOT_FOUND, "no version");
  }

  @Test
  void whatIsTooLargeIsNotEvenBegun() {
    settings.put("download.max_size", "999B");
    publish("1.0.6", NEW);
    fails(() -> resolve("1.0.6"), Reason.SIZE_EXCEEDED, artifact("1.0.6"), "download.max_size");
  }

  @Test
  void whatTheCommandPinsHolds() throws Exception {
    publish("1.0.6", NEW);
    Optional<String> good = Optional.of("sha256:" + hex(NEW));
    String platform = "linux-" + Architecture.ofThisMachine();
    assertThat(resolve(new Request("1.0.6", good)).digest()).isEqualTo(good.get());
    assertThat(resolve(pinned(Map.of(platform, good.get()))).digest()).isEqualTo(good.get());
    fails(
        () -> resolve(new Request("1.0.6", Optional.of("sha256:0"))),
        Reason.DIGEST_MISMATCH,
        "the command wants sha256:0");
    fails(
        () -> resolve(pinned(Map.of("linux-vax", good.get()))),
        Reason.DIGEST_MISMATCH,
        "none for " + platform);
  }

  private static Request pinned(Map<String, String> digests) {
    return new Request("1.0.6", Optional.empty(), digests);
  }

  @Test
  void theTokenIsReadAtEachRequestAndShownToItsHostOnly() throws Exception {
    Path file = directory.resolve("token");
    settings.put("systemd.token_file", file.toString());
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAUTHORIZED, "systemd.token_file", "read");
    Files.writeString(file, "two\nlines");
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAUTHORIZED, "holds no token");
    Files.writeString(file, "t0ken\n");
    try (FakeServer other = FakeServer.plain()) {
      other.on("/sums", text(200, hex(NEW) + "  " + ARTIFACT + "\n"));
      server.on(path("1.0.6", "SHA256SUMS"), to(other.address() + "/sums"));
      server.on(
          artifact("1.0.6"),
          exchange -> {
            Files.writeString(file, "n3w\n");
            FakeServer.file(NEW).to(exchange);
          });
      resolve("1.0.6");
      resolve("1.0.6");
      assertThat(other.asked()).extracting(FakeServer.Asked::token).containsOnly("-");
      assertThat(server.asked())
          .extracting(FakeServer.Asked::token)
          .containsExactly("Bearer t0ken", "Bearer t0ken", "Bearer n3w", "Bearer n3w");
    }
  }

  @Test
  void whoIsNotLetInIsToldWhatToDo() throws Exception {
    server.on(path("1.0.6", "SHA256SUMS"), text(401, ""), text(403, ""));
    fails(
        () -> resolve("1.0.6"), Reason.REGISTRY_UNAUTHORIZED, "(401)", "name a file with a token");
    settings.put(
        "systemd.token_file", Files.writeString(directory.resolve("token"), "t0ken").toString());
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAUTHORIZED, "(403)", "see that the token");
  }

  @Test
  void whatPassesIsAskedAgainAfterAsLongAsItIsAskedFor() throws Exception {
    publish("1.0.6", NEW);
    server.again(
        path("1.0.6", "SHA256SUMS"),
        text(503, "", "Retry-After", "7"),
        text(200, hex(NEW) + "  " + ARTIFACT + "\n"));
    Duration before = time.uptime();
    resolve("1.0.6");
    assertThat(time.uptime().minus(before)).isEqualTo(Duration.ofSeconds(7));
    server.again(path("1.0.6", "SHA256SUMS"), text(500, ""));
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAVAILABLE, "answers 500");
  }

  @Test
  void whoeverAsksIsToldWhatTheServerSays() throws Exception {
    server.on("/x/releases/latest", to("/x/releases/tag/v1.0.6"), text(503, ""));
    assertThat(source().advice())
        .containsExactly(Check.met("the latest release of " + server.address() + "/x is 1.0.6"));
    assertThat(source().advice())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.refusal()).isEmpty();
              assertThat(check.what()).contains("does not say which release is the latest");
              assertThat(check.cure()).contains("answers 503");
            });
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void onlyThisMachineIsAskedInTheClear() {
    settings.put("systemd.releases", "http://releases.example/x");
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAVAILABLE, "without TLS", "https");
    server.on(path("1.0.6", "SHA256SUMS"), to("http://releases.example/x"));
    settings.put("systemd.releases", server.address() + "/x/");
    fails(() -> resolve("1.0.6"), Reason.REGISTRY_UNAVAILABLE, "without TLS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"releases", "ftp://h/x", "https://", "https://u:p@h/x", "file://usb/x", "a b"})
  void whatIsNoAddressIsNamed(String address) {
    settings.put("systemd.releases", address);
    fails(() -> resolve("latest"), Reason.REGISTRY_UNAVAILABLE, "systemd.releases", address);
  }
}
