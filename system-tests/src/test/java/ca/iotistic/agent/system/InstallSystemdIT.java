package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agent as a service of a real systemd: installed, installed again, removed. */
class InstallSystemdIT {
  private static final String AGENT = "iotistic-agent.service";

  @RegisterExtension final SystemdScene scene = new SystemdScene();

  private SystemdMachine machine;

  @BeforeEach
  void boot() throws Exception {
    machine = scene.machine();
    machine.boot(Path.of("../agent-launcher/target/iotistic-agent"));
  }

  @Test
  void installedTwiceItRunsAndIsTheSame() {
    assertThat(machine.install().require())
        .contains(
            "active, Iotistic Device Agent v", "on Java 17 in /opt/java", "agent.yaml is new");
    awaitLog("update agent started");
    assertThat(machine.property(AGENT, "UnitFileState")).isEqualTo("enabled");
    assertThat(machine.property("iotistic-agent-switcher.service", "UnitFileState"))
        .isEqualTo("enabled");
    assertThat(machine.shell("stat -c %a /etc/iotistic/agent.yaml /var/lib/iotistic").require())
        .isEqualTo("600\n700");
    String run = machine.property(AGENT, "InvocationID");
    machine.shell("echo '# mine' >>/etc/iotistic/agent.yaml").require();

    assertThat(machine.install().require()).doesNotContain("agent.yaml is new");

    assertThat(machine.property(AGENT, "InvocationID")).isEqualTo(run);
    assertThat(machine.shell("tail -1 /etc/iotistic/agent.yaml").require()).isEqualTo("# mine");
  }

  @Test
  void runsAgainAfterAPowerCut() {
    machine.install().require();
    machine.cutPowerAndBoot();
    awaitLog("update agent started");
  }

  @Test
  void oneThatHangsIsKilledAndStartedAgain() {
    machine.install().require();
    machine.shell("mkdir /etc/systemd/system/" + AGENT + ".d").require();
    machine
        .shell("printf '[Service]\\nWatchdogSec=12\\n' >/etc/systemd/system/" + AGENT + ".d/a.conf")
        .require();
    machine.shell("systemctl daemon-reload; systemctl restart " + AGENT).require();
    awaitLog("update agent started");
    String run = machine.property(AGENT, "InvocationID");
    machine.shell("kill -STOP " + machine.property(AGENT, "MainPID")).require();
    await()
        .atMost(Statuses.LIMIT)
        .until(
            () ->
                !machine.property(AGENT, "InvocationID").equals(run)
                    && machine.property(AGENT, "SubState").equals("running"));
    assertThat(log()).contains("Watchdog timeout");
  }

  @Test
  void oneThatWorksIsLeftAlone() {
    machine.install().require();
    machine.shell("mkdir /etc/systemd/system/" + AGENT + ".d").require();
    machine
        .shell("printf '[Service]\\nWatchdogSec=12\\n' >/etc/systemd/system/" + AGENT + ".d/a.conf")
        .require();
    machine.shell("systemctl daemon-reload; systemctl restart " + AGENT).require();
    String run = machine.property(AGENT, "InvocationID");
    String first = machine.property(AGENT, "WatchdogTimestampMonotonic");
    await()
        .atMost(Statuses.LIMIT)
        .until(
            () ->
                Long.parseLong(machine.property(AGENT, "WatchdogTimestampMonotonic"))
                    > Long.parseLong(first) + 30_000_000);
    assertThat(machine.property(AGENT, "InvocationID")).isEqualTo(run);
  }

  @Test
  void undoneNothingIsLeftButStateAndConfiguration() throws Exception {
    ScriptedService.bringScript(machine, scene.directory());
    machine.shell("mv " + ScriptedService.SCRIPT + " /root/").require();
    machine.install("--unit gauge --binary /opt/gauge/gauge --state /data/gauge").require();
    assertThat(machine.property("gauge.service", "ActiveState")).isEqualTo("active");
    assertThat(machine.shell("stat -c %a " + ScriptedService.SCRIPT).require()).isEqualTo("755");

    machine.install("--unit gauge --undo").require();

    assertThat(machine.property("gauge.service", "LoadState")).isEqualTo("not-found");
    assertThat(machine.shell("ls -A /opt/gauge; ls /etc/systemd/system | grep gauge").out())
        .isEmpty();
    assertThat(machine.exec("ls", ScriptedService.SCRIPT).exit()).isNotZero();
    assertThat(machine.shell("ls -d /data/gauge /etc/iotistic/agent.yaml").require())
        .hasLineCount(2);
    machine.install("--unit gauge --state /data/gauge --undo --purge").require();
    assertThat(machine.shell("ls -d /data/gauge /etc/iotistic/agent.yaml").out()).isEmpty();
  }

  @Test
  void refusesInOneSentence() {
    refused("--unit a@b", "needs a name like gauge.service");
    refused("/nowhere", "there is no /nowhere");
    refused("--binary /proc/x/agent", "/proc/x cannot be written");
    machine.shell("systemctl mask " + AGENT).require();
    refused("", AGENT + " is masked: systemctl unmask " + AGENT);
    machine.shell("systemctl unmask " + AGENT).require();
    machine.shell("mkdir -p /var/lib/iotistic/switcher; : >/var/lib/iotistic/switcher/armed");
    refused("", "an update is in flight");
    machine.shell("rm /var/lib/iotistic/switcher/armed").require();
    machine
        .shell(
            "mv /opt/java /opt/.hidden; mkdir -p /opt/old/bin;"
                + " printf '#!/bin/sh\\necho openjdk version \\\\\"11.0.2\\\\\" >&2\\n' >/opt/old/bin/java;"
                + " chmod 755 /opt/old/bin/java")
        .require();
    refused("", "Java 17 or newer is needed, and /opt/old/bin/java is Java 11");
    assertThat(machine.property(AGENT, "LoadState")).isEqualTo("not-found");
  }

  private void refused(String options, String why) {
    Shell.Result result = machine.install(options);
    assertThat(result.exit()).as(options).isNotZero();
    assertThat(result.err()).contains(why).hasLineCount(1);
  }

  private void awaitLog(String words) {
    await().atMost(Statuses.LIMIT).until(() -> log().contains(words));
  }

  private String log() {
    return machine.shell("journalctl --no-pager -b -u " + AGENT).out();
  }
}
