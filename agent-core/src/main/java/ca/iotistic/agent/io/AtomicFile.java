package ca.iotistic.agent.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is whole at every instant, power cuts included: either the old content or the new.
 *
 * <p>A temporary sibling is written and forced to the disk, renamed over, and the directory is
 * forced too. One writer at a time, which is for the caller to see to. A pending interrupt is put
 * aside for the time of a write and then restored, because it would close the channel under the
 * thread.
 */
public final class AtomicFile {
  private final Path path;
  private final Seam seam;
  private final Optional<Ballast> ballast;

  public AtomicFile(Path path, Seam seam) {
    this(path, seam, Optional.empty());
  }

  private AtomicFile(Path path, Seam seam, Optional<Ballast> ballast) {
    this.path = path.toAbsolutePath();
    this.seam = seam;
    this.ballast = ballast;
  }

  /** The same file; a write that fails gives this up and is tried once more. */
  public AtomicFile sparing(Ballast given) {
    return new AtomicFile(path, seam, Optional.of(given));
  }

  public Path path() {
    return path;
  }

  public Optional<byte[]> read() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } finally {
      restore(interrupted);
    }
  }

  public void write(byte[] content) throws IOException {
    if (ballast.isPresent()) {
      ballast.get().sparing(() -> writeOnce(content));
    } else {
      writeOnce(content);
    }
  }

  private void writeOnce(byte[] content) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      seam.before("write " + path.getFileName());
      Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      forceParent();
      seam.after("write " + path.getFileName());
    } finally {
      restore(interrupted);
    }
  }

  /** Durably; nothing happens if it is not there. */
  public void delete() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      seam.before("delete " + path.getFileName());
      if (Files.deleteIfExists(path)) {
        forceParent();
      }
      seam.after("delete " + path.getFileName());
    } finally {
      restore(interrupted);
    }
  }

  private void forceParent() throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  /** Makes renames and deletions in {@code directory} survive a power cut. */
  public static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
