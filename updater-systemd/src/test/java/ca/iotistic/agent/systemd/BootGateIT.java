package ca.iotistic.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real systemd does with the two units at a boot; shell scripts stand in for both halves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BootGateIT {
  private static final Duration GENEROUS = Duration.ofMinutes(2);
  private static final Path BINARY = Path.of("/opt/gauge/gauge");
  private static final Path STATE = Path.of("/var/lib/gauge");
  private static final String PROPERTIES =
      "ActiveState,SubState,NRestarts,ActiveEnterTimestampMonotonic,InactiveExitTimestampMonotonic";
  private static final String AGENT = "gauge.service";
  private static final String SWITCHER = "gauge-switcher.service";

  private final Machine machine;

  /** One machine for all; each test finds the two units as they are installed. */
  BootGateIT() throws Exception {
    machine = new Machine();
  }

  @BeforeEach
  void install() throws Exception {
    lay(BINARY, "#!/bin/sh\nexec sleep 100000\n");
    unit(
        AGENT,
        Units.agent(
            new Units.Agent(
                AGENT, BINARY, STATE, Path.of("/etc/gauge.yaml"), Path.of("/opt/java"))));
    machine.exec("mkdir", "-p", STATE.toString());
    unit(SWITCHER, Units.switcher(AGENT, BINARY, STATE));
    unit("gauge-again.timer", Units.again(AGENT));
    machine.exec("systemctl", "daemon-reload");
    machine.exec("systemctl", "enable", AGENT, SWITCHER);
  }

  @AfterEach
  void remove() throws Exception {
    machine.ask("systemctl", "kill", "--signal=KILL", AGENT, SWITCHER);
    machine.ask("systemctl", "stop", "gauge-again.timer", AGENT, SWITCHER);
    machine.exec("systemctl", "disable", AGENT, SWITCHER);
    machine.sh("rm -rf /etc/systemd/system/gauge* " + STATE);
    machine.exec("systemctl", "daemon-reload");
    machine.ask("systemctl", "reset-failed");
  }

  @AfterAll
  void powerOff() throws Exception {
    machine.close();
  }

  @Test
  void systemdHasNothingToSayAboutTheUnits() throws Exception {
    assertThat(machine.sh("cd /etc/systemd/system && systemd-analyze verify gauge*.* 2>&1"))
        .isEmpty();
  }

  @Test
  void switcherSleepsAtABootUnlessItIsArmed() throws Exception {
    machine.cutPower();
    awaitAgent();
    assertThat(show(SWITCHER)).containsEntry("ActiveState", "inactive");
  }

  @Test
  void agentWaitsUntilTheSwitcherIsReady() throws Exception {
    arm(
        "until [ -e /var/lib/gauge/go ]; do sleep 0.1; done; systemd-notify READY=1; exec sleep 100000");
    machine.cutPower();
    await()
        .atMost(GENEROUS)
        .until(
            () ->
                machine.exec("systemctl", "list-jobs", "--no-legend").stream()
                    .anyMatch(job -> job.matches(".*" + AGENT + " +start +waiting.*")));
    assertThat(show(SWITCHER)).containsEntry("ActiveState", "activating");
    assertThat(show(AGENT)).containsEntry("ActiveState", "inactive");
    machine.exec("touch", "/var/lib/gauge/go");
    awaitAgent();
    assertThat(microseconds(show(AGENT), "InactiveExitTimestampMonotonic"))
        .isGreaterThanOrEqualTo(microseconds(show(SWITCHER), "ActiveEnterTimestampMonotonic"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 1", "exit 0", "kill -9 $$"})
  void agentStartsAlthoughTheSwitcherEndsEachTime(String end) throws Exception {
    arm(end);
    machine.cutPower();
    awaitAgent();
    await().atMost(GENEROUS).until(() -> microseconds(show(SWITCHER), "NRestarts") > 1);
    awaitAgent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 100000", "trap '' TERM; while :; do sleep 0.2; done"})
  void agentStartsAlthoughTheSwitcherHangs(String hang) throws Exception {
    unit(SWITCHER + ".d/impatient.conf", "[Service]\nTimeoutStartSec=3\nTimeoutStopSec=2\n");
    arm(hang);
    machine.cutPower();
    awaitAgent();
    machine.exec("systemctl", "kill", "--signal=KILL", AGENT);
    awaitAgent();
  }

  @Test
  void agentThatCrashesTooOftenIsStartedAgainByItsTimer() throws Exception {
    // Later than the interval that counts the crashes: systemd would refuse, and not try again.
    crashTooOften("12s");
    lay(BINARY, "#!/bin/sh\nexec sleep 100000\n");
    awaitAgent();
  }

  @Test
  void agentThatIsStoppedByHandStaysStopped() throws Exception {
    crashTooOften("1h");
    machine.exec("systemctl", "stop", AGENT);
    await().atMost(GENEROUS).until(() -> !timerIsArmed());
  }

  private void crashTooOften(String later) throws Exception {
    unit("gauge-again.timer.d/later.conf", "[Timer]\nOnActiveSec=\nOnActiveSec=" + later + "\n");
    lay(BINARY, "#!/bin/sh\nexit 3\n");
    machine.exec("systemctl", "daemon-reload");
    machine.ask("systemctl", "start", AGENT);
    await().atMost(GENEROUS).until(this::timerIsArmed);
  }

  private boolean timerIsArmed() throws Exception {
    return show("gauge-again.timer").getOrDefault("ActiveState", "").equals("active");
  }

  private void arm(String script) throws IOException, InterruptedException {
    lay(STATE.resolve("switcher/run"), script + "\n");
    lay(STATE.resolve("switcher/armed"), "u-1");
  }

  private void awaitAgent() {
    await()
        .atMost(GENEROUS)
        .until(() -> show(AGENT).getOrDefault("SubState", "").equals("running"));
  }

  private void unit(String name, String text) throws IOException, InterruptedException {
    lay(Path.of("/etc/systemd/system", name), text, "644");
  }

  private void lay(Path there, String text) throws IOException, InterruptedException {
    lay(there, text, "755");
  }

  private void lay(Path there, String text, String mode) throws IOException, InterruptedException {
    Path here = machine.directory().resolve("file");
    Files.writeString(here, text);
    machine.exec("install", "-D", "-m", mode, here.toString(), there.toString());
  }

  private Map<String, String> show(String unit) throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>();
    List<String> lines = machine.exec("systemctl", "show", "--property=" + PROPERTIES, unit);
    lines.forEach(line -> all.put(line.replaceFirst("=.*", ""), line.replaceFirst("^[^=]*=", "")));
    return all;
  }

  private static long microseconds(Map<String, String> shown, String property) {
    return Long.parseLong(shown.getOrDefault(property, "0"));
  }
}
