package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A service replaces itself, on a real systemd: what the handbook promises, and what goes wrong.
 */
class SystemdStoryIT {
  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @Test
  void replacesItselfByTheCloudByHandAndAtAnHourAndIsRestoredByHand() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");

    publishByHand("1.0.6");
    assertSucceeded();

    scene.publish("1.0.7");
    scene.cloud().update("newest", "latest");
    assertThat(ended("newest", "update_succeeded").path("current_version").asText())
        .isEqualTo("1.0.7");
    scene.machine().awaitAgent("1.0.7");

    scene.publish("1.0.8");
    Instant soon = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(12);
    scene
        .cloud()
        .send(
            "{\"action\":\"update\",\"version\":\"1.0.8\",\"id\":\"later\",\"scheduled_time\":\"%s\"}"
                .formatted(soon),
            true);
    assertThat(ended("later", "update_succeeded").path("timestamp").asLong())
        .isGreaterThan(soon.toEpochMilli());
    assertThat(scene.cloud().of("later"))
        .extracting(status -> status.path("type").asText())
        .contains("update_scheduled");
    scene.machine().awaitNoLeftovers(3);

    byHand();
    restoreByHand();
  }

  private void assertSucceeded() {
    JsonNode end = scene.cloud().await("the end of 1.0.6", Statuses::isTerminal);
    assertThat(end.path("type").asText()).as("%s", end).isEqualTo("update_succeeded");
    assertThat(end.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(end.path("downtime_ms").isNumber()).isTrue();
    JsonNode started =
        scene.cloud().await("the start", s -> s.path("type").asText().equals("update_started"));
    assertThat(started.path("deployment_type").asText()).isEqualTo("systemd");
    assertThat(started.path("target_version").asText()).isEqualTo("1.0.6");
    scene.machine().awaitAgent("1.0.6");
    scene.machine().awaitNoLeftovers(1);
    assertThat(scene.machine().backups().get(0)).matches("iotistic-agent-1\\.0\\.5-\\d{8}-\\d{6}");
    System.out.printf(
        "systemd: update in %d ms, downtime %d ms%n",
        end.path("duration_ms").asLong(), end.path("downtime_ms").asLong());
  }

  private void byHand() throws Exception {
    scene.publish("1.0.9");
    Shell.Result update = scene.machine().exec("iotistic-agent", "update", "1.0.9");
    assertThat(update.exit()).as(update.out() + update.err()).isZero();
    scene.machine().awaitAgent("1.0.9");

    Shell.Result back = scene.machine().exec("iotistic-agent", "rollback");
    assertThat(back.exit()).as(back.out() + back.err()).isZero();
    scene.machine().awaitAgent("1.0.8");
    scene.machine().awaitNoLeftovers(3);
  }

  /** The four commands of the handbook. */
  private void restoreByHand() {
    String backup =
        scene.machine().backups().stream()
            .filter(name -> name.startsWith("iotistic-agent-1.0.7-"))
            .findFirst()
            .orElseThrow();
    scene.machine().must("systemctl", "stop", "iotistic-agent");
    scene
        .machine()
        .must("cp", "/var/lib/iotistic/backups/" + backup, "/usr/local/bin/iotistic-agent");
    scene.machine().must("chmod", "+x", "/usr/local/bin/iotistic-agent");
    scene.machine().must("systemctl", "start", "iotistic-agent");
    scene.cloud().awaitOnline("1.0.7");
    scene.machine().awaitAgent("1.0.7");
  }

  @Test
  void aVersionThatIsNoGoodBeforeTheSwitchStopsNothing() throws Exception {
    scene.start("1.0.5");
    String run = run();

    scene.cloud().update("absent", "1.0.6");
    assertRefused("absent", "not_found");

    scene.publish("1.0.7", "exec sleep 100000");
    scene.site().lieAbout("1.0.7");
    scene.cloud().update("lied", "1.0.7");
    assertRefused("lied", "digest_mismatch");

    scene.publish("1.0.8", "1.0.2", "exec sleep 100000");
    scene.cloud().update("another", "1.0.8");
    assertRefused("another", "version_mismatch");

    Path broken = scene.directory().resolve("broken");
    java.nio.file.Files.writeString(broken, "#!/bin/sh\necho cannot load libm.so.6\nexit 127\n");
    scene.site().publish("1.0.9", broken);
    scene.cloud().update("broken", "1.0.9");
    assertThat(assertRefused("broken", "self_test_failed").path("error").asText())
        .contains("libm.so.6");

    assertThat(run()).isEqualTo(run);
    scene.machine().awaitNoLeftovers(0);
    scene.assertOneTerminal("broken", "1.0.5");
  }

  private JsonNode assertRefused(String id, String reason) {
    JsonNode end = ended(id, "update_failed");
    assertThat(end.path("reason").asText()).as("%s", end).isEqualTo(reason);
    assertThat(end.path("device").asText()).isEqualTo("unchanged");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.5");
    return end;
  }

  @Test
  void aVersionThatDiesOrIsAnotherAfterTheSwitchIsRolledBack() throws Exception {
    scene.start("1.0.5");

    scene.publish("1.0.6", "echo FATAL: cannot read /etc/calibration.dat; exit 3");
    scene.cloud().update("dies", "1.0.6");
    assertThat(assertRolledBack("dies", "crashed").path("log_tail").asText())
        .contains("cannot read /etc/calibration.dat");

    Path turncoat = scene.directory().resolve("turncoat");
    java.nio.file.Files.writeString(
        turncoat,
        """
        #!/bin/sh
        started=/var/lib/iotistic/started
        if [ "$1" != --version ]; then touch $started; exec sleep 100000; fi
        if [ -e $started ]; then version=1.0.2; else version=1.0.7; fi
        echo "Iotistic Device Agent v$version"
        """);
    scene.site().publish("1.0.7", turncoat);
    scene.cloud().update("turncoat", "1.0.7");
    assertRolledBack("turncoat", "version_mismatch");
    scene.assertOneTerminal("dies", "1.0.5");
  }

  private JsonNode assertRolledBack(String id, String reason) {
    JsonNode end = ended(id, "update_failed");
    assertThat(end.path("reason").asText()).as("%s", end).isEqualTo(reason);
    assertThat(end.path("rolled_back").asBoolean()).isTrue();
    assertThat(end.path("device").asText()).isEqualTo("rolled_back");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.5");
    scene.machine().awaitAgent("1.0.5");
    scene.machine().awaitNoLeftovers(0);
    return end;
  }

  private JsonNode ended(String id, String type) {
    JsonNode end = scene.cloud().awaitTerminal(id);
    assertThat(end.path("type").asText()).as("%s", end).isEqualTo(type);
    return end;
  }

  private String run() {
    return scene.machine().property(SystemdMachine.UNIT, "InvocationID");
  }

  @Test
  void fiveCrashesInTenSecondsBringTheGoodVersionBack() throws Exception {
    scene.start("1.0.5");
    limit();

    scene.publish("1.0.6", "sleep 1; exit 3");
    scene.cloud().update("u", "1.0.6");

    assertRolledBack("u", "crashed");
    Awaitility.await("it is counted no more")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.machine().property(SystemdMachine.UNIT, "Result").equals("success"));
  }

  /** As units are often written: after five starts in ten seconds systemd gives up. */
  private void limit() {
    scene
        .machine()
        .sh(
            "mkdir -p /etc/systemd/system/iotistic-agent.service.d && printf"
                + " '[Unit]\\nStartLimitIntervalSec=10\\nStartLimitBurst=5\\n[Service]\\nRestartSec=100ms\\n'"
                + " > /etc/systemd/system/iotistic-agent.service.d/limit.conf"
                + " && systemctl daemon-reload");
  }

  @Test
  void whatRequiresTheAgentIsThereAfterAnUpdate() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    scene
        .machine()
        .sh(
            "printf '[Unit]\\nRequires=iotistic-agent.service\\nAfter=iotistic-agent.service\\n"
                + "[Service]\\nExecStart=/bin/sleep 100000\\n' > /etc/systemd/system/dashboard.service"
                + " && systemctl daemon-reload && systemctl start dashboard");

    scene.cloud().update("u", "1.0.6");

    ended("u", "update_succeeded");
    assertThat(scene.machine().exec("systemctl", "is-active", "dashboard").out().strip())
        .isEqualTo("active");
  }

  private void publishByHand(String version) {
    List<String> command =
        List.of(
            "mosquitto_pub",
            "-h",
            "localhost",
            "-p",
            Integer.toString(scene.brokerPort()),
            "-u",
            "admin",
            "-P",
            "password",
            "-t",
            "agent/" + scene.machine().name() + "/update",
            "-m",
            "{\"action\":\"update\",\"version\":\"%s\",\"timestamp\":1699564800000}"
                .formatted(version),
            "-q",
            "1",
            "-r");
    new Shell(Path.of("."), Map.of()).run(command).require();
  }
}
