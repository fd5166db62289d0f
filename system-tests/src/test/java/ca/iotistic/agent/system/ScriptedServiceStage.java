package ca.iotistic.agent.system;

import ca.iotistic.agent.contract.CrashAt;
import ca.iotistic.agent.contract.HastyTime;
import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.script.ScriptUpdaterProvider;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A service of a machine with systemd, which {@code update-agent-systemd.sh} updates there. */
final class ScriptedServiceStage implements Stage {
  private static final String NEVER = "-1";

  /** What the agent has for the script goes along; where the state lies is another name there. */
  private static final String CALL =
      """
      #!/bin/sh
      at=$1
      shift
      [ "$at" = -1 ] || trap="-e BASH_ENV=/scene/UNIT/dying/trap -e DIE_AT=$at"
      exec docker exec $(env | sed -n 's/^\\(IOTISTIC_[A-Z_]*\\)=.*/-e \\1/p') $trap \\
        -e IOTISTIC_STATE_DIR=/scene/UNIT/state MACHINE /usr/local/bin/update-agent-systemd.sh "$@"
      """;

  private final SystemdMachine machine;
  private final ReleaseSite site = new ReleaseSite();
  private final String unit = "gauge-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path root;
  private final Path binary;
  private final DyingScript dying;

  /**
   * @param scene {@code /scene} of the machine
   */
  ScriptedServiceStage(SystemdMachine machine, Path scene) throws IOException {
    this.machine = machine;
    root = Files.createDirectories(scene.resolve(unit));
    binary = Files.createDirectories(root.resolve("bin")).resolve("gauge");
    Files.createDirectories(state());
    dying = new DyingScript(root.resolve("dying"));
    write(root.resolve("call"), CALL.replace("UNIT", unit).replace("MACHINE", machine.name()));
    write(binary, program(FIRST, "exec sleep 100000"));
    Files.writeString(
        root.resolve("unit"),
        """
        [Unit]
        StartLimitIntervalSec=0
        [Service]
        Type=exec
        ExecStart=/scene/%s/bin/gauge
        Restart=always
        RestartSec=200ms
        [Install]
        WantedBy=multi-user.target
        """
            .formatted(unit));
    machine.sh(
        "cp /scene/%1$s/unit /etc/systemd/system/%1$s.service && systemctl daemon-reload"
                .formatted(unit)
            + " && systemctl enable --now "
            + unit);
  }

  private static String program(String version, String conduct) {
    return """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "Gauge v%s"; exit 0; fi
        %s
        """
        .formatted(version, conduct);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  public UpdaterProvider provider() {
    return new ScriptUpdaterProvider();
  }

  @Override
  public Environment environment(Seam seam) {
    return environment(seam, List.of(root.resolve("call").toString(), NEVER));
  }

  private Environment environment(Seam seam, List<String> command) {
    return new Environment(
        Map.of(
            "updater",
            "script",
            "script.command",
            "[\"" + String.join("\",\"", command) + "\"]",
            "systemd.unit",
            unit,
            "systemd.binary",
            "/scene/" + unit + "/bin/gauge",
            "systemd.releases",
            site.url(),
            "health.stable_for",
            "1s",
            "health.timeout",
            "60s"),
        "1.0.0",
        state(),
        state().resolve("backups"),
        3,
        new Processes(seam),
        new HastyTime(),
        seam);
  }

  /** The acts are those of the script. */
  @Override
  public Updater updater(Seam seam) {
    if (seam instanceof CrashAt crash) {
      String call = root.resolve("call").toString();
      return dying.dying(
          updater(environment(Seam.NONE, List.of(call, Integer.toString(crash.at())))));
    }
    return updater(environment(seam));
  }

  private Updater updater(Environment environment) {
    return provider().create(environment);
  }

  @Override
  public Updater away() {
    return updater(environment(Seam.NONE, List.of("/no/such/script")));
  }

  @Override
  public void publish(String version, Conduct conduct) throws IOException {
    Path file = root.resolve("release-" + version + "-" + conduct);
    write(
        file,
        switch (conduct) {
          case WORKS -> program(version, "exec sleep 100000");
          case ENDS -> program(version, "echo cannot go on; exit 3");
          case NEVER_STARTS -> "#!/no/such/shell\n";
        });
    site.publish(version, file);
  }

  @Override
  public Optional<String> running() throws IOException {
    return property("ActiveState").equals("active") ? version() : Optional.empty();
  }

  @Override
  public String run() {
    return property("InvocationID");
  }

  @Override
  public Optional<String> comesBack() throws IOException {
    return property("UnitFileState").equals("enabled") ? version() : Optional.empty();
  }

  private String property(String name) {
    return machine.property(unit, name);
  }

  private Optional<String> version() throws IOException {
    return Files.readAllLines(binary).stream()
        .filter(line -> line.contains("Gauge v"))
        .map(line -> line.replaceAll(".*Gauge v([^\"]*)\".*", "$1"))
        .findFirst();
  }

  /** With what the script keeps for itself, but for its lock and what it tells. */
  @Override
  public List<String> belongings() throws IOException {
    List<String> all = new ArrayList<>();
    for (String each : List.of("bin", "state/backups", "state/script")) {
      Path folder = root.resolve(each);
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files
              .map(file -> each + "/" + file.getFileName())
              .filter(file -> !file.matches("bin/gauge|state/script/(lock|log|result)"))
              .forEach(all::add);
        }
      }
    }
    if (machine.exec("test", "-e", "/etc/systemd/system/" + unit + "-script.service").exit() == 0) {
      all.add(unit + "-script.service");
    }
    return all.stream().sorted().toList();
  }

  @Override
  public Path state() {
    return root.resolve("state");
  }

  @Override
  public void close() {
    machine.exec("systemctl", "disable", "--now", unit);
    machine.sh("rm -f /etc/systemd/system/" + unit + ".service");
    site.close();
  }
}
