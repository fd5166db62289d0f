package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.systemd.release.Digests;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;

/** Files of any size: each act is durable when it returns, and needs a buffer of memory only. */
final class Disk {
  private static final int BUFFER = 64 << 10;

  private final Seam seam;

  Disk(Seam seam) {
    this.seam = seam;
  }

  /** {@code sha256:…} of the content; empty if there is no such file. */
  Optional<String> digest(Path file) throws UpdateException, InterruptedException {
    MessageDigest sha256 = Digests.none();
    try (InputStream in = Files.newInputStream(file)) {
      pump(in, sha256, Optional.empty());
      return Optional.of(Digests.text(sha256));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failed) {
      throw UpdateException.ofDisk("reading " + file, failed);
    }
  }

  /**
   * A copy under another name, whole or not there.
   *
   * @param like whose owner and mode it gets
   * @return its digest
   */
  String copy(Path from, Path to, Path like) throws UpdateException, InterruptedException {
    seam.before("copy " + to.getFileName());
    Path part = to.resolveSibling("." + to.getFileName() + ".part");
    MessageDigest sha256 = Digests.none();
    try {
      try (InputStream in = Files.newInputStream(from);
          FileOutputStream out = new FileOutputStream(part.toFile())) {
        pump(in, sha256, Optional.of(out));
        alike(part, like);
        out.getFD().sync();
      } catch (IOException | InterruptedException stopped) {
        Files.deleteIfExists(part);
        throw stopped;
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceDirectory(parent(to));
    } catch (IOException failed) {
      throw UpdateException.ofDisk("copying " + from + " to " + to, failed);
    }
    seam.after("copy " + to.getFileName());
    return Digests.text(sha256);
  }

  /** A second name of the same file; a copy where the file system knows no second names. */
  void link(Path link, Path file) throws UpdateException, InterruptedException {
    seam.before("link " + link.getFileName());
    try {
      Files.deleteIfExists(link);
      Files.createLink(link, file);
      AtomicFile.forceDirectory(parent(link));
    } catch (UnsupportedOperationException | IOException noLinks) {
      copy(file, link, file);
    }
    seam.after("link " + link.getFileName());
  }

  /** What lies at {@code to} is {@code from} from now on; at no instant is there nothing. */
  void rename(Path from, Path to) throws UpdateException {
    seam.before("rename " + from.getFileName());
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      // Two names of one file stay two names.
      Files.deleteIfExists(from);
      AtomicFile.forceDirectory(parent(to));
    } catch (IOException failed) {
      throw UpdateException.ofDisk("renaming " + from + " to " + to, failed);
    }
    seam.after("rename " + from.getFileName());
  }

  void remove(Path file) throws UpdateException {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        seam.before("remove " + file.getFileName());
        Files.deleteIfExists(file);
        AtomicFile.forceDirectory(parent(file));
        seam.after("remove " + file.getFileName());
      }
    } catch (IOException failed) {
      throw UpdateException.ofDisk("removing " + file, failed);
    }
  }

  private static void alike(Path file, Path model) throws IOException {
    PosixFileAttributes seen = Files.readAttributes(model, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributes own = view.readAttributes();
    if (!own.owner().equals(seen.owner()) || !own.group().equals(seen.group())) {
      view.setOwner(seen.owner());
      view.setGroup(seen.group());
    }
    view.setPermissions(seen.permissions());
  }

  /** Streams, not channels: an interrupt would close those under the thread. */
  private static void pump(InputStream in, MessageDigest digest, Optional<FileOutputStream> out)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      digest.update(buffer, 0, read);
      if (out.isPresent()) {
        out.get().write(buffer, 0, read);
      }
    }
  }

  private static Path parent(Path file) {
    return java.util.Objects.requireNonNull(file.getParent(), "a file has a directory");
  }
}
