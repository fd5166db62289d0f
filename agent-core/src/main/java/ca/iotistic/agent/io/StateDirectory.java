package ca.iotistic.agent.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Every path of the state directory, its marker and its locks.
 *
 * <p>The marker {@code state.id} tells this directory from an empty mount point whose disk came
 * late. The locks are the kernel's and go when the process dies; they guard writes and never say
 * who is in charge. Nobody else opens the lock files: a Java process loses its lock when anything
 * in it closes the same file.
 */
public final class StateDirectory {
  private static final String INSTANCE_LOCK = "instance.lock";

  private final Path root;
  private final Seam seam;

  private StateDirectory(Path root, Seam seam) {
    this.root = root;
    this.seam = seam;
  }

  /** Names the paths; touches nothing. */
  public static StateDirectory at(Path root, Seam seam) {
    return new StateDirectory(root.toAbsolutePath().normalize(), seam);
  }

  /**
   * Makes the directory and its marker if they are not there. Only an agent may do that; a switcher
   * looks at {@link #marker()} and touches nothing if it is not the one that it was told.
   */
  public static StateDirectory open(Path root, Seam seam) throws IOException {
    StateDirectory state = at(root, seam);
    if (state.marker().isEmpty()) {
      Files.createDirectories(state.root);
      restrict(state.root);
    }
    for (Path child :
        new Path[] {
          state.outbox(),
          state.inbox(),
          state.backups(),
          state.switcher(),
          state.flights(),
          state.root.resolve("work")
        }) {
      Files.createDirectories(child);
    }
    if (state.marker().isEmpty()) {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      state
          .file("state.id")
          .write(HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
    }
    return state;
  }

  /** A directory that somebody else made, an engine for a volume say, is world-readable. */
  private static void restrict(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException | UnsupportedOperationException notOurs) {
      // Best effort: the doctor warns about it.
      return;
    }
  }

  public Path root() {
    return root;
  }

  /** What tells this directory from every other one; empty if it has not been made by an agent. */
  public Optional<String> marker() throws IOException {
    return file("state.id").read().map(b -> new String(b, StandardCharsets.US_ASCII).trim());
  }

  /** A file in the root that is whole at every instant. */
  public AtomicFile file(String name) {
    return new AtomicFile(root.resolve(name), seam);
  }

  public AtomicFile journal() {
    return file("journal.json");
  }

  /** The new version's word that it hears the next command. */
  public AtomicFile confirmed() {
    return file("confirmed");
  }

  public Path history() {
    return root.resolve("history.jsonl");
  }

  public Path outbox() {
    return root.resolve("outbox");
  }

  public Path inbox() {
    return root.resolve("inbox");
  }

  public Path backups() {
    return root.resolve("backups");
  }

  /** Artifacts of updates in flight, and parts of them. */
  public Path downloads() {
    return root.resolve("downloads");
  }

  /** Jars and command line of the second half. */
  public Path switcher() {
    return root.resolve("switcher");
  }

  /** Flight records of updates that failed. */
  public Path flights() {
    return root.resolve("flight");
  }

  /** Scratch space of one update. */
  public Path work(String updateId) {
    return root.resolve("work").resolve(updateId);
  }

  /** Held for the life of an agent, so that a second one stays off; empty if somebody has it. */
  public Optional<Lock> instanceLock() throws IOException {
    return tryLock(INSTANCE_LOCK);
  }

  /**
   * Whether an agent holds the instance lock. Only looks, so it works in a read-only directory too;
   * an agent that starts at this very moment may find the lock taken and has to try again.
   */
  public boolean instanceLocked() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(root.resolve(INSTANCE_LOCK), StandardOpenOption.READ);
    } catch (NoSuchFileException neverHeld) {
      return false;
    }
    try {
      FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true);
      if (shared != null) {
        shared.release();
      }
      channel.close();
      return shared == null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      // Not closed, for the reason in tryLock.
      return true;
    }
  }

  /**
   * Held for the moment of one journal write.
   *
   * @throws IOException if somebody holds it for longer than {@code patience}
   */
  public Lock writeLock(Duration patience, Time time) throws IOException, InterruptedException {
    Duration end = time.uptime().plus(patience);
    while (true) {
      Optional<Lock> lock = tryLock("write.lock");
      if (lock.isPresent()) {
        return lock.get();
      }
      if (time.uptime().compareTo(end) >= 0) {
        throw new IOException(
            "the state directory " + root + " is locked for writing by another process");
      }
      time.sleep(Duration.ofMillis(50));
    }
  }

  private Optional<Lock> tryLock(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(
            () -> {
              try (channel) {
                lock.release();
              }
            });
      }
    } catch (OverlappingFileLockException heldInThisProcess) {
      // Not closed: that would drop the lock of the other holder in this process, since POSIX locks
      // belong to the process. A handful of such channels live as long as the process does.
      return Optional.empty();
    }
    channel.close();
    return Optional.empty();
  }

  /** Goes with the process at the latest. */
  @FunctionalInterface
  public interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
