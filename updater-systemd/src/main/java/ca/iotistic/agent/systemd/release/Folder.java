package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of this device, a stick say, for places that no network reaches. */
final class Folder implements Origin {
  private final Layout layout;

  Folder(Layout layout) {
    this.layout = layout;
  }

  /** The highest stable one that has a folder. */
  @Override
  public Version latest() throws UpdateException {
    Path versions = Path.of(layout.downloads());
    List<Path> folders;
    try (Stream<Path> all = Files.list(versions)) {
      folders = all.filter(Files::isDirectory).toList();
    } catch (IOException | UncheckedIOException unreadable) {
      throw away(versions, unreadable);
    }
    Optional<Version> highest = Optional.empty();
    for (Path folder : folders) {
      String name = String.valueOf(folder.getFileName());
      Optional<Version> found =
          Version.parse(name).filter(Version::stable).filter(v -> name.equals("v" + v.text()));
      if (found.isPresent() && (highest.isEmpty() || highest.get().below(found.get()))) {
        highest = found;
      }
    }
    return highest.orElseThrow(
        () ->
            new UpdateException(
                Reason.NOT_FOUND,
                versions + " has no folder of a stable version like v1.0.6; put one there"));
  }

  @Override
  public byte[] read(URI file) throws UpdateException {
    if (size(file) > Checksums.LARGEST) {
      throw Transport.unavailable(
          file + " has more than " + (Checksums.LARGEST >> 20) + " MiB; see what was put there");
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      throw away(Path.of(file), unreadable);
    }
  }

  @Override
  public long size(URI file) throws UpdateException {
    try {
      return Files.size(Path.of(file));
    } catch (NoSuchFileException absent) {
      throw missing(Path.of(file), absent);
    } catch (IOException unreadable) {
      throw away(Path.of(file), unreadable);
    }
  }

  @Override
  public Delivery open(URI file, Kept kept) throws UpdateException {
    Path path = Path.of(file);
    try {
      String validator = Files.getLastModifiedTime(path) + "/" + Files.size(path);
      long start = kept.validator().equals(validator) ? kept.length() : 0;
      RandomAccessFile opened = new RandomAccessFile(path.toFile(), "r");
      opened.seek(start);
      return new Copy(opened, start, opened.length(), validator);
    } catch (NoSuchFileException absent) {
      throw missing(path, absent);
    } catch (IOException unreadable) {
      throw away(path, unreadable);
    }
  }

  private static UpdateException missing(Path path, IOException absent) {
    return new UpdateException(
        Reason.NOT_FOUND,
        "there is no " + path + "; put it there, or see " + Layout.RELEASES,
        absent);
  }

  private static UpdateException away(Path path, Exception unreadable) {
    return new UpdateException(
        Reason.REGISTRY_UNAVAILABLE,
        path
            + " cannot be read ("
            + unreadable
            + "); see that what "
            + Layout.RELEASES
            + " names is mounted",
        unreadable);
  }

  private record Copy(RandomAccessFile opened, long start, long total, String validator)
      implements Delivery {
    @Override
    public int read(byte[] into, Duration wait) throws IOException {
      return opened.read(into);
    }

    @Override
    public void close() {
      try {
        opened.close();
      } catch (IOException onlyRead) {
        // It was only read: nothing is lost.
        return;
      }
    }
  }
}
