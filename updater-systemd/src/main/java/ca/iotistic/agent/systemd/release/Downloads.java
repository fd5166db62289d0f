package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What has been downloaded: whole files under their digest, at most one that is not whole yet. */
final class Downloads {
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  private final Path directory;
  private final Seam seam;

  Downloads(Path directory, Seam seam) {
    this.directory = directory;
    this.seam = seam;
  }

  /**
   * The file with that digest, and the download that makes it if it is not there.
   *
   * @param download returns when the part is whole
   */
  Path get(String digest, Filling download) throws UpdateException, InterruptedException {
    Matcher form = DIGEST.matcher(digest);
    if (!form.matches()) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH, digest + " is no digest that can be compared: use sha256");
    }
    Path whole = directory.resolve(form.group(1));
    try {
      if (Files.exists(whole) && Digests.text(Digests.of(whole)).equals(digest)) {
        return whole;
      }
      Files.deleteIfExists(whole);
      Files.createDirectories(directory);
      try (Part part = Part.of(whole, seam)) {
        fill(part, download);
        part.finish();
      }
      return whole;
    } catch (IOException failed) {
      throw UpdateException.ofDisk("keeping a download in " + directory, failed);
    }
  }

  /** How many bytes of it are there, whole or not. */
  long kept(String digest) {
    Path whole = directory.resolve(digest.substring(digest.indexOf(':') + 1));
    return Math.max(whole.toFile().length(), Part.file(whole).toFile().length());
  }

  /** Makes a part whole. */
  @FunctionalInterface
  interface Filling {
    void fill(Part part) throws IOException, UpdateException, InterruptedException;
  }

  private static void fill(Part part, Filling download)
      throws IOException, UpdateException, InterruptedException {
    try {
      download.fill(part);
    } catch (IOException failed) {
      // On a full disk the journal needs the room more than what cannot become whole.
      part.drop();
      throw failed;
    }
  }

  /** Nothing of it is needed any more. */
  void clear() throws UpdateException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      for (Path file : all) {
        new AtomicFile(file, seam).delete();
      }
    } catch (IOException failed) {
      throw UpdateException.ofDisk("removing downloads from " + directory, failed);
    }
  }
}
