package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A machine whose service is a shell script, so that nothing of Java has a part in it, and {@code
 * update-agent-systemd.sh}, which updates it the plain way.
 */
final class ScriptedService {
  static final String SCRIPT = "/usr/local/bin/update-agent-systemd.sh";
  static final String SECOND_HALF = "iotistic-agent-script.service";
  static final String SLEEPS = "exec sleep 100000";

  private static final String UNIT =
      """
      [Unit]
      StartLimitIntervalSec=10
      StartLimitBurst=5
      [Service]
      Type=exec
      ExecStart=/usr/local/bin/iotistic-agent run
      Restart=always
      RestartSec=1
      [Install]
      WantedBy=multi-user.target
      """;

  private final SystemdScene scene;

  ScriptedService(SystemdScene scene) {
    this.scene = scene;
  }

  void start(String version) throws IOException {
    scene.publish(version, SLEEPS);
    Path first = scene.directory().resolve("release-" + version);
    Files.writeString(scene.directory().resolve("unit"), UNIT);
    scene.machine().boot(first);
    bringScript(scene.machine(), scene.directory());
    scene.machine().sh("install -m 755 /root/iotistic-agent " + SystemdMachine.BINARY);
    scene.machine().sh("cp /scene/unit /etc/systemd/system/" + SystemdMachine.UNIT);
    scene.machine().sh("systemctl daemon-reload && systemctl enable --now " + SystemdMachine.UNIT);
  }

  /** The machine has no curl of its own; this one's comes with its libraries. */
  static void bringScript(SystemdMachine machine, Path scene) throws IOException {
    Path folder = Files.createDirectories(scene.resolve("curl"));
    Shell here = new Shell(scene, Map.of());
    here.run(
            "sh",
            "-c",
            "cp /usr/bin/curl curl/ && ldd /usr/bin/curl | awk '/=> \\//{print $3}' | xargs -I{} cp"
                + " -L {} curl/")
        .require();
    Files.writeString(
        folder.resolve("start"),
        "#!/bin/sh\nLD_LIBRARY_PATH=/scene/curl exec /scene/curl/curl \"$@\"\n");
    machine.sh("chmod 755 /scene/curl/start && ln -s /scene/curl/start /usr/bin/curl");
    Path script = Path.of("../scripts/update-agent-systemd.sh");
    Files.copy(script, machine.binaries().resolve("update-agent-systemd.sh"));
    machine.sh("chmod 755 " + SCRIPT);
  }

  Shell.Result update(String... arguments) {
    return scene.machine().exec(line("env", arguments));
  }

  /** As a unit, so that all its processes can be killed at once; returns when it has begun. */
  void begin(String... arguments) {
    scene.machine().exec("systemctl", "reset-failed", "caller.service");
    scene.machine().must(line("systemd-run --collect --unit=caller.service env", arguments));
  }

  void kill(String unit) {
    scene.machine().exec("systemctl", "kill", "--signal=KILL", unit);
  }

  private String[] line(String start, String... arguments) {
    List<String> line = new ArrayList<>(List.of(start.split(" ")));
    line.add("IOTISTIC_SCRIPT=plain");
    line.add("IOTISTIC_SYSTEMD_RELEASES=" + scene.site().url());
    line.add("IOTISTIC_HEALTH_STABLE_FOR=2s");
    line.add("IOTISTIC_HEALTH_TIMEOUT=60s");
    line.add(SCRIPT);
    line.addAll(List.of(arguments));
    return line.toArray(String[]::new);
  }

  /** The last line of what it said. */
  static String last(Shell.Result result) {
    return result.out().strip().lines().reduce("", (before, line) -> line);
  }

  void assertEnded(String version) {
    SystemdMachine machine = scene.machine();
    machine.awaitAgent(version);
    Awaitility.await("no leftovers")
        .atMost(Statuses.LIMIT)
        .pollInterval(Shell.SELDOM)
        .untilAsserted(
            () -> {
              assertThat(machine.sh("ls -A /usr/local/bin").lines())
                  .containsExactly("iotistic-agent", "update-agent-systemd.sh");
              assertThat(machine.sh("ls -A /var/lib/iotistic/script").lines())
                  .isSubsetOf("lock", "log", "result");
              assertThat(machine.sh("ls -R /etc/systemd/system")).doesNotContain(SECOND_HALF);
              assertThat(machine.exec("systemctl", "is-active", SECOND_HALF).out())
                  .startsWith("inactive");
            });
    assertThat(machine.backups()).hasSizeLessThanOrEqualTo(3);
  }
}
