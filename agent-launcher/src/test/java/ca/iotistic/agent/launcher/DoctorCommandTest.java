package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.mqtt.Certificates;
import ca.iotistic.agent.mqtt.Greeting;
import ca.iotistic.agent.mqtt.Greeting.Welcome;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.schedule.Window.Opening;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorCommandTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  @TempDir Path folder;
  private Workbench bench;

  @BeforeEach
  void aGoodDevice() throws IOException {
    bench = new Workbench(Files.createDirectory(folder.resolve("state"))).agentRuns();
    Files.setPosixFilePermissions(
        folder.resolve("state"), PosixFilePermissions.fromString("rwx------"));
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    bench.environment.put("IOTISTIC_MQTT_URL", "tcp://broker:1883");
    bench.checks.add(Check.met("the engine answers"));
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
  }

  @Test
  void aGoodDeviceIsFoundWell() {
    assertThat(bench.run("doctor")).isZero();
    assertThat(bench.out())
        .contains(
            "ok    the configuration is right, for device abc-123",
            "ok    an agent runs on this device",
            "ok    the state directory",
            "ok    the clock shows 2026-11-24 18:57:41 EST, zone America/Toronto",
            "ok    the broker takes this device's credentials",
            "ok    the engine answers",
            "ok    there is no backup yet; every update makes one before it switches",
            "Updates work on this device")
        .doesNotContain("no    ");
  }

  @Test
  void everyCureIsNamed() {
    bench.environment.remove("IOTISTIC_DEVICE");
    bench.environment.put("IOTISTIC_LOG_LEVEL", "loud");
    bench.checks.add(
        Check.refused(Reason.PLATFORM_DENIED, "the engine allows `create`", "allow it."));
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out())
        .contains(
            "no    the configuration has 2 mistakes",
            "device is missing",
            "no    not so: the engine allows `create`",
            "        Allow it.",
            "Updates do not work on this device as it is: see what is marked with no.");
  }

  @Test
  void aBrokerThatIsAwayIsSaidAndNoReasonToFail() throws IOException {
    bench.greeting =
        new Greeting(
            Welcome.AWAY,
            "nothing accepts connections at tcp://broker:1883 (Connection refused): check mqtt.url",
            Optional.empty());
    assertThat(bench.run("doctor", "--json")).isZero();
    JsonNode answer = Workbench.JSON.readTree(bench.out());
    assertThat(answer.get("ok").asBoolean()).isTrue();
    assertThat(answer.get("checks"))
        .anySatisfy(
            check -> {
              assertThat(check.get("what").asText())
                  .isEqualTo(
                      "nothing accepts connections at tcp://broker:1883 (Connection refused)");
              assertThat(check.get("warning").asBoolean()).isTrue();
              assertThat(check.get("cure").asText()).startsWith("Check mqtt.url. ");
            });
  }

  @Test
  void credentialsThatTheBrokerRefusesAreAReasonToFail() {
    bench.greeting = Greeting.refused("tcp://broker:1883 refuses the user me: check mqtt.username");
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out())
        .contains("no    tcp://broker:1883 refuses the user me", "        Check mqtt.username.");
  }

  @Test
  void aBrokerThatWantsNoVisitorsLeavesTheQuestionOpen() {
    bench.greeting = new Greeting(Welcome.VISITOR_REFUSED, "refused: x", Optional.empty());
    assertThat(bench.run("doctor")).isZero();
    assertThat(bench.out()).contains("hm    the broker is there, but takes no client id besides");
  }

  @Test
  void aClockThatShowsThePastIsWrong() {
    bench.outlook =
        new Outlook(
            Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z"), false, TORONTO, Optional.empty());
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out())
        .contains(
            "no    the clock shows 1969-12-31 19:00:00 EST, but 2025-12-31 19:00:00 EST has passed",
            "timedatectl set-ntp true");
  }

  @Test
  void aClockThatHasJumpedIsNotBelievedYet() {
    bench.outlook = new Outlook(bench.now(), Instant.EPOCH, true, TORONTO, Optional.empty());
    assertThat(bench.run("doctor")).isZero();
    assertThat(bench.out()).contains("it has jumped", "steady for an hour");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-25T07:00:00Z, 'opens on 2026-11-25 02:00:00 EST, until 2026-11-25 05:00:00 EST'",
    "2026-11-24T23:00:00Z, 'is open, until 2026-11-24 21:00:00 EST'"
  })
  void theWindowIsShownInItsZone(Instant begin, String expected) {
    Opening opening = new Opening(begin, begin.plus(Duration.ofHours(3)));
    bench.outlook = new Outlook(bench.now(), Instant.EPOCH, false, TORONTO, Optional.of(opening));
    bench.run("doctor");
    assertThat(bench.out()).contains("ok    the update window " + expected);
  }

  @Test
  void certificatesAreSeenComingToTheirEnd() throws Exception {
    Certificates authority = Certificates.authority(folder.resolve("authority"), "Test Authority");
    Certificates.Pair old = authority.expired("old", "DNS:device");
    bench.environment.put("IOTISTIC_MQTT_URL", "ssl://broker:8883");
    bench.environment.put("IOTISTIC_MQTT_CA", authority.ca().toString());
    bench.environment.put("IOTISTIC_MQTT_CERT", old.cert().toString());
    bench.environment.put("IOTISTIC_MQTT_KEY", old.key().toString());
    bench.moment = Instant.now();
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out())
        .contains(
            "no    mqtt.cert: the certificate in " + old.cert() + " has expired on ",
            "it is read at the next connection.")
        .containsPattern("(ok|hm)    mqtt.ca: the certificate in .* ends on ");
  }

  @Test
  void aCertificateThatIsNotValidYetAsksForTheClock() throws Exception {
    Certificates authority = Certificates.authority(folder.resolve("authority"), "Test Authority");
    bench.environment.put("IOTISTIC_DOCKER_REGISTRY_CA", authority.ca().toString());
    bench.moment = Instant.parse("2001-01-01T00:00:00Z");
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("no    docker.registry.ca: ", "is valid only from", "Set the");
  }

  @Test
  void secretsAreReadableAndNotByEverybody() throws IOException {
    Path open = Files.writeString(folder.resolve("open"), "x");
    Path own = Files.writeString(folder.resolve("own"), "x");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r-----"));
    bench.environment.put("IOTISTIC_MQTT_USERNAME", "me");
    bench.environment.put("IOTISTIC_MQTT_PASSWORD_FILE", open.toString());
    bench.environment.put("IOTISTIC_DOCKER_REGISTRY_AUTH_FILE", own.toString());
    bench.environment.put("IOTISTIC_SYSTEMD_TOKEN_FILE", folder.resolve("none").toString());
    bench.environment.put("IOTISTIC_SYSTEMD_CA", own.toString());
    assertThat(bench.run("doctor")).isEqualTo(Exit.FAILED);
    assertThat(bench.out())
        .contains(
            "hm    mqtt.password_file: everybody on this machine may read " + open,
            "        chmod o= " + open,
            "ok    docker.registry.auth_file: " + own + " can be read, and not by everybody",
            "no    systemd.token_file: " + folder.resolve("none") + " cannot be read",
            "There is no such file; put it there, or correct systemd.token_file.",
            "no    systemd.ca: there is no certificate that can be read in " + own);
  }

  @ParameterizedTest
  @CsvSource({
    "true, ok    a backup can be started",
    "false, hm    none of the 1 backups can be started"
  })
  void backupsAreLookedAt(boolean usable, String expected) {
    bench.backups.add(
        new Backup(
            "agent-backup-20261124-235741",
            new Release("1.0.4", "sha256:aa", 0, Map.of()),
            "sha256:aa",
            bench.now(),
            usable));
    assertThat(bench.run("doctor")).isZero();
    assertThat(bench.out()).contains(expected);
  }

  @Test
  void aDeviceWithoutAnAgentIsNoFailure() throws IOException {
    bench.close();
    assertThat(bench.run("doctor")).isZero();
    assertThat(bench.out())
        .contains("hm    no agent runs on this device", "look at what is marked with hm.");
  }

  @Test
  void printsTheConfigurationWithoutSecrets() throws IOException {
    bench.environment.put("IOTISTIC_MQTT_USERNAME", "me");
    bench.environment.put("IOTISTIC_MQTT_PASSWORD", "hunter2");
    assertThat(bench.run("doctor", "--print-config")).isZero();
    assertThat(bench.out())
        .contains("IOTISTIC_MQTT_PASSWORD", "health.timeout:", "# default", "# health.probe:")
        .doesNotContain("hunter2");
    Path printed =
        Files.writeString(
            folder.resolve("printed.yaml"), bench.out().replaceAll("mqtt.password:.*", ""));
    Workbench other = new Workbench(folder);
    assertThat(other.run("doctor", "--print-config", "--config", printed.toString())).isZero();
    assertThat(other.err()).isEmpty();
  }
}
