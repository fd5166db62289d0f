package ca.iotistic.examples.folders;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
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

/** A program of a shell script in a directory of its own. */
final class FoldersStage implements Stage {
  private final Path directory;
  private final Path root;
  private final Folders folders;
  private final Program program;

  FoldersStage(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.root = Files.createDirectories(directory.resolve("program"));
    this.folders = new Folders(root);
    this.program = new Program(root, Time.system());
    Files.createDirectories(folders.versions());
    Files.createDirectories(state());
    publish(FIRST, Conduct.WORKS);
    Path first = source().resolve(FIRST);
    String name = Folders.name(FIRST, Folders.digest(first));
    Folders.copy(first, folders.folder(name));
    folders.link(Folders.CURRENT, name);
    folders.link(Folders.BOOT, name);
    program.start();
  }

  Path root() {
    return root;
  }

  Path source() {
    return directory.resolve("source");
  }

  @Override
  public UpdaterProvider provider() {
    return new FoldersProvider();
  }

  @Override
  public Environment environment(Seam seam) {
    return environment(root, seam);
  }

  @Override
  public Updater away() {
    return provider().create(environment(directory.resolve("not-mounted"), Seam.NONE));
  }

  private Environment environment(Path where, Seam seam) {
    return new Environment(
        Map.of(
            "plugin.folders.root", where.toString(), "plugin.folders.source", source().toString()),
        "1.0.0",
        state(),
        state().resolve("backups"),
        3,
        new Processes(seam),
        Time.system(),
        seam);
  }

  @Override
  public void publish(String version, Conduct conduct) throws IOException {
    Path run = Files.createDirectories(source().resolve(version)).resolve("run");
    String does = conduct == Conduct.ENDS ? "echo cannot go on; exit 3" : "exec sleep 100000";
    Files.writeString(run, "#!/bin/sh\necho version %s\n%s\n".formatted(version, does));
    String rights = conduct == Conduct.NEVER_STARTS ? "rw-r--r--" : "rwxr-xr-x";
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString(rights));
  }

  @Override
  public Optional<String> running() throws IOException {
    return program.running()
        ? Optional.of(Folders.version(folders.linked(Folders.CURRENT)))
        : Optional.empty();
  }

  @Override
  public String run() throws IOException {
    return program.run();
  }

  @Override
  public Optional<String> comesBack() throws IOException {
    return Optional.of(Folders.version(folders.linked(Folders.BOOT)));
  }

  @Override
  public List<String> belongings() throws IOException {
    List<String> all = new ArrayList<>(folders.names());
    all.remove(folders.linked(Folders.CURRENT));
    new Records(state().resolve("backups"))
        .all(folders)
        .forEach(backup -> all.add("record " + backup.id()));
    return all.stream().sorted().toList();
  }

  @Override
  public Path state() {
    return directory.resolve("state");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    program.stop();
  }
}
