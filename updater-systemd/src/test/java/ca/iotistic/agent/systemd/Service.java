package ca.iotistic.agent.systemd;

import ca.iotistic.agent.contract.HastyTime;
import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.SdNotify;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.systemd.release.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A service of a shell script, which another process than the one it is updates. */
final class Service implements Stage {
  private final Machine machine;
  private final Path root;
  private final Path binary;
  private final Path state;
  private final Path published;
  private final String unit;
  private final Systemctl systemctl;

  Service(Machine machine) throws IOException, InterruptedException {
    this(machine, "StartLimitIntervalSec=0", "Type=exec");
  }

  Service(Machine machine, String unitLine, String serviceLine)
      throws IOException, InterruptedException {
    this.machine = machine;
    this.root = machine.directory().resolve(UUID.randomUUID().toString().substring(0, 8));
    this.binary = Files.createDirectories(root.resolve("bin")).resolve("gauge");
    this.state = Files.createDirectories(root.resolve("state"));
    this.published = Files.createDirectories(root.resolve("published"));
    this.unit = "gauge-" + root.getFileName() + ".service";
    this.systemctl = new Systemctl(new Processes(Seam.NONE), machine.prefix());
    write(binary, script(FIRST, "exec sleep 100000"));
    Path text = root.resolve("unit");
    Files.writeString(
        text,
        """
        [Unit]
        Description=A gauge
        %s
        [Service]
        %s
        ExecStart=%s
        Restart=always
        RestartSec=200ms
        [Install]
        WantedBy=multi-user.target
        """
            .formatted(unitLine, serviceLine, binary));
    machine.sh(
        "cp %s /etc/systemd/system/%s && systemctl daemon-reload && systemctl enable --now %s"
            .formatted(text, unit, unit));
  }

  private static String script(String version, String conduct) {
    return """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "Gauge v%s"; exit 0; fi
        echo "version %s"
        %s
        """
        .formatted(version, version, conduct);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  String unit() {
    return unit;
  }

  Path binary() {
    return binary;
  }

  UnitState show() throws UpdateException, InterruptedException {
    return systemctl.show(unit);
  }

  @Override
  public SystemdUpdater updater(Seam seam) {
    return updater(environment(seam), machine.prefix());
  }

  @Override
  public SystemdUpdater away() {
    return updater(environment(Seam.NONE), List.of("/no/such/way/to"));
  }

  private SystemdUpdater updater(Environment environment, List<String> prefix) {
    return new SystemdUpdater(
        environment,
        new Systemctl(environment.processes(), prefix),
        target -> false,
        new Folder(),
        new SdNotify(environment.processes(), Map.of()));
  }

  /** What the real one is, but for the way to the machine. */
  @Override
  public UpdaterProvider provider() {
    return new UpdaterProvider() {
      @Override
      public String id() {
        return new SystemdProvider().id();
      }

      @Override
      public List<Check> check(Environment environment) {
        Target target = Target.of(environment);
        SwitcherUnit switcher =
            new SwitcherUnit(target, systemctl, state, environment.seam(), environment.time());
        try {
          return new Preflight(target, systemctl, switcher, self -> false, machine.directory())
              .checks(environment);
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
      }

      @Override
      public Updater create(Environment environment) {
        return updater(environment, machine.prefix());
      }
    };
  }

  @Override
  public Environment environment(Seam seam) {
    return new Environment(
        Map.of("systemd.unit", unit, "systemd.binary", binary.toString()),
        "1.0.0",
        state,
        state.resolve("backups"),
        3,
        new Processes(seam),
        new HastyTime(),
        seam);
  }

  @Override
  public void publish(String version, Conduct conduct) throws IOException {
    publish(
        version,
        switch (conduct) {
          case WORKS -> script(version, "exec sleep 100000");
          case ENDS -> script(version, "echo cannot go on; exit 3");
          case NEVER_STARTS -> "#!/no/such/shell\n";
        });
  }

  void publish(String version, String script) throws IOException {
    write(published.resolve(version), script);
  }

  @Override
  public Optional<String> running() throws Exception {
    UnitState now = show();
    return now.active() ? version() : Optional.empty();
  }

  @Override
  public String run() throws Exception {
    return show().run();
  }

  @Override
  public Optional<String> comesBack() throws Exception {
    return show().get("UnitFileState").equals("enabled") ? version() : Optional.empty();
  }

  private Optional<String> version() throws IOException {
    return Files.readAllLines(binary).stream()
        .filter(line -> line.startsWith("echo \"version "))
        .map(line -> line.replaceAll(".*version (.*)\"", "$1"))
        .findFirst();
  }

  @Override
  public List<String> belongings() throws Exception {
    List<String> all = new ArrayList<>();
    for (Path directory : List.of(root.resolve("bin"), state.resolve("backups"))) {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files.filter(file -> !file.equals(binary)).forEach(file -> all.add(file.toString()));
        }
      }
    }
    return all.stream().sorted().toList();
  }

  @Override
  public Path state() {
    return state;
  }

  @Override
  public void close() throws Exception {
    machine.ask("systemctl", "disable", "--now", unit);
    machine.sh("rm -f /etc/systemd/system/" + unit);
  }

  /** A place where releases lie as files. */
  private final class Folder implements Source {
    @Override
    public Release resolve(Request request, Installed installed)
        throws UpdateException, InterruptedException {
      Path file = published.resolve(request.version());
      String digest =
          new Disk(Seam.NONE)
              .digest(file)
              .orElseThrow(() -> new UpdateException(Reason.NOT_FOUND, "there is no " + file));
      return new Release(request.version(), digest, file.toFile().length(), Map.of());
    }

    @Override
    public long missing(Update update) {
      return 0;
    }

    @Override
    public Path fetch(Update update) {
      return published.resolve(update.release().version());
    }

    @Override
    public void prune() {}
  }
}
