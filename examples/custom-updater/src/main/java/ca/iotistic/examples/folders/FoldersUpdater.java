package ca.iotistic.examples.folders;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every verb looks at what is there and does what is missing; between two acts it may die. */
final class FoldersUpdater implements Updater {
  private final Folders folders;
  private final Program program;
  private final Records records;
  private final Path source;
  private final Environment environment;

  FoldersUpdater(
      Folders folders, Program program, Records records, Path source, Environment environment) {
    this.folders = folders;
    this.program = program;
    this.records = records;
    this.source = source;
    this.environment = environment;
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    return asked(
        "looking at what is current",
        () -> {
          String name = folders.linked(Folders.CURRENT);
          return new Installed(Folders.version(name), Folders.digest(folders.folder(name)), false);
        });
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    return asked(
        "looking for " + request.version(),
        () -> {
          String version = request.latest() ? latest() : request.version();
          Path folder = source.resolve(version);
          if (!Files.isDirectory(folder)) {
            throw new UpdateException(Reason.NOT_FOUND, "there is no " + folder + ": publish it");
          }
          return new Release(version, Folders.digest(folder), 0, Map.of());
        });
  }

  private String latest() throws IOException, UpdateException {
    try (Stream<Path> all = Files.list(source)) {
      return all.flatMap(folder -> Version.parse(folder.getFileName().toString()).stream())
          .filter(Version::stable)
          .reduce((a, b) -> a.below(b) ? b : a)
          .orElseThrow(
              () -> new UpdateException(Reason.NOT_FOUND, "there is no version in " + source))
          .text();
    }
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    return asked(
        "preparing " + update.release().version(),
        () -> {
          String name = name(update.release());
          if (!Files.isDirectory(folders.folder(name))) {
            fetch(update, name);
          }
          if (!Files.isExecutable(folders.folder(name).resolve("run"))) {
            throw new UpdateException(
                Reason.SELF_TEST_FAILED, name + " has no file run that could be started");
          }
          if (!records.has(update.id())) {
            act("record the way back");
            records.write(update);
          }
          return new Prepared(update.release().digest(), Map.of());
        });
  }

  private void fetch(Update update, String name)
      throws IOException, UpdateException, InterruptedException {
    Path made = unfinished(update);
    act("copy " + name);
    Folders.copy(source.resolve(update.release().version()), made);
    if (!Folders.digest(made).equals(update.release().digest())) {
      Folders.delete(made);
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          update.release().version() + " is not what it was: ask for it again");
    }
    act("lay ready " + name);
    Files.move(made, folders.folder(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    asked("starting " + update.release().version(), () -> putInCharge(name(update.release())));
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return asked(
        "looking at the program",
        () -> {
          String name = folders.linked(Folders.CURRENT);
          if (!name.equals(name(update.release()))) {
            return new Health.Starting(name + " is in charge");
          }
          return program.running()
              ? new Health.Healthy(program.run(), Folders.digest(folders.folder(name)))
              : new Health.Unhealthy(Reason.CRASHED, program.ended());
        });
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return asked("reading the log", program::log);
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    asked(
        "going back to " + update.previous().version(),
        () -> {
          String old = Folders.name(update.previous().version(), update.previous().identity());
          putInCharge(old);
          comesBack(old);
          if (records.has(update.id())) {
            act("forget the way back");
            records.delete(update.id());
          }
          clean(new ArrayList<>());
          return old;
        });
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return asked(
        "making " + update.release().version() + " last",
        () -> {
          comesBack(name(update.release()));
          return Duration.ZERO;
        });
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return asked("looking for backups", () -> records.all(folders));
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return asked(
        "putting in order",
        () -> {
          List<String> done = new ArrayList<>();
          List<Backup> all = records.all(folders);
          for (Backup old :
              all.subList(Math.min(all.size(), environment.backupsKept()), all.size())) {
            act("prune " + old.id());
            records.delete(old.id());
            done.add("backup " + old.id() + " was pruned");
          }
          clean(done);
          return done;
        });
  }

  /** Folders that nothing names. */
  private void clean(List<String> done) throws IOException, InterruptedException {
    Set<String> named = new HashSet<>();
    named.add(folders.linked(Folders.CURRENT));
    named.add(folders.linked(Folders.BOOT));
    records.all(folders).forEach(backup -> named.add(name(backup.release())));
    for (String name : folders.names()) {
      if (!named.contains(name)) {
        act("remove " + name);
        Folders.delete(folders.folder(name));
        done.add(name + " was removed");
      }
    }
  }

  private String putInCharge(String name) throws IOException, InterruptedException {
    if (!folders.linked(Folders.CURRENT).equals(name)) {
      if (program.running()) {
        act("stop the old one");
        program.stop();
      }
      act("make " + name + " current");
      folders.link(Folders.CURRENT, name);
    }
    if (!program.running()) {
      act("start " + name);
      program.start();
    }
    return name;
  }

  private void comesBack(String name) throws IOException, InterruptedException {
    if (!folders.linked(Folders.BOOT).equals(name)) {
      act("let " + name + " come back after a boot");
      folders.link(Folders.BOOT, name);
    }
  }

  private Path unfinished(Update update) {
    return folders.folder("unfinished-" + update.id());
  }

  private static String name(Release release) {
    return Folders.name(release.version(), release.digest());
  }

  /** Here a crash or an interrupt may come, in the tests of the kit for sure. */
  private void act(String what) throws InterruptedException {
    environment.seam().before("folders " + what);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before it could " + what);
    }
  }

  private interface Work<T> {
    T run() throws IOException, UpdateException, InterruptedException;
  }

  private <T> T asked(String what, Work<T> work) throws UpdateException, InterruptedException {
    if (!Files.isDirectory(folders.root())) {
      throw new UpdateException(
          Reason.PLATFORM_UNAVAILABLE, folders.root() + " is not there: is its disk mounted?");
    }
    try {
      return work.run();
    } catch (IOException failed) {
      throw UpdateException.ofDisk(what, failed);
    }
  }
}
