package ca.iotistic.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {
  private static final Path BINARY = Path.of("/opt/gauge/bin/gauge");
  private static final Path STATE = Path.of("/data/gauge");

  @Test
  void switcherSleepsUnlessItIsArmedAndComesBeforeTheAgent() {
    assertThat(Units.switcher("gauge.service", BINARY, STATE).lines())
        .contains(
            "ConditionPathExists=/data/gauge/switcher/armed",
            "Before=gauge.service",
            "RequiresMountsFor=/data/gauge /opt/gauge/bin",
            "ExecStart=/bin/sh /data/gauge/switcher/run",
            "Type=notify",
            "NotifyAccess=all",
            "Restart=always",
            "StartLimitIntervalSec=0",
            "WantedBy=multi-user.target");
  }

  @Test
  void nothingFailsWithAnother() {
    assertThat(Units.switcher("gauge.service", BINARY, STATE) + agent())
        .doesNotContainPattern("(?m)^(Requires|Requisite|BindsTo|PartOf|Conflicts)=");
  }

  @Test
  void agentsUnitNamesWhatItRunsOnAndMayWriteOnlyWhatItReplaces() {
    assertThat(agent().lines())
        .contains(
            "ExecStart=/opt/gauge/bin/gauge run --config /etc/gauge.yaml",
            "Environment=JAVA_HOME=/opt/java",
            "Environment=IOTISTIC_STATE_DIR=/data/gauge",
            "Environment=IOTISTIC_SYSTEMD_UNIT=gauge.service",
            "Environment=IOTISTIC_SYSTEMD_BINARY=/opt/gauge/bin/gauge",
            "ReadWritePaths=/data/gauge /opt/gauge/bin",
            "ProtectSystem=strict",
            "OnFailure=gauge-again.timer",
            "SuccessExitStatus=143");
  }

  @Test
  void systemdMakesTheStateDirectoryWhereItCan() {
    Path config = Path.of("/etc/gauge.yaml");
    Path java = Path.of("/opt/java");
    String unit =
        Units.agent(
            new Units.Agent("gauge.service", BINARY, Path.of("/var/lib/a/gauge"), config, java));

    assertThat(unit.lines()).contains("StateDirectory=a/gauge", "StateDirectoryMode=0700");
    assertThat(agent()).doesNotContain("StateDirectory=");
  }

  @Test
  void everyPlaceIsFilled() {
    assertThat(agent() + Units.switcher("gauge.service", BINARY, STATE) + Units.again("g.service"))
        .doesNotContainPattern("@[A-Z]+@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/with space/x",
        "/opt/100%/x",
        "/opt/\"x\"",
        "/opt/'x",
        "/opt/$HOME/x",
        "/opt/a\\x20b/x",
        "/opt/a\nExecStartPre=b/x",
        "relative/x"
      })
  void pathThatSystemdWouldReadOtherwiseIsRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.switcher("gauge.service", Path.of(path), STATE))
        .withMessageContaining("cannot be written into a unit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gauge",
        "gauge@1.service",
        "a b.service",
        "../x.service",
        ".service",
        "a%.service"
      })
  void nameThatIsNoPlainServiceIsRefused(String unit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.switcher(unit, BINARY, STATE))
        .withMessageContaining("gauge.service");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/home/pi/state", "/root", "/tmp/state", "/var/tmp/../tmp/state"})
  void placeThatTheHardenedServiceDoesNotSeeIsRefused(String state) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Units.agent(
                    new Units.Agent(
                        "gauge.service",
                        BINARY,
                        Path.of(state),
                        Path.of("/etc/gauge.yaml"),
                        Path.of("/opt/java"))))
        .withMessageContaining("is hidden from the service");
  }

  @Test
  void commandLinePrintsEachOrSaysWhichThereAre() {
    assertThat(
            Units.wanted(
                List.of(
                    "agent",
                    "gauge.service",
                    "/opt/gauge/bin/gauge",
                    "/data/gauge",
                    "/etc/gauge.yaml",
                    "/opt/java")))
        .isEqualTo(agent());
    assertThat(
            Units.wanted(
                List.of("switcher", "gauge.service", "/opt/gauge/bin/gauge", "/data/gauge")))
        .isEqualTo(Units.switcher("gauge.service", BINARY, STATE));
    assertThat(Units.wanted(List.of("again", "gauge.service"))).contains("Unit=gauge.service");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.wanted(List.of("agent")))
        .withMessageStartingWith("which unit?");
  }

  private static String agent() {
    return Units.agent(
        new Units.Agent(
            "gauge.service", BINARY, STATE, Path.of("/etc/gauge.yaml"), Path.of("/opt/java")));
  }
}
