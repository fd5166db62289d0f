package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * A file that is not whole yet, with a note beside it of where it is from. Its bytes are forced to
 * the disk at its end only: what a power cut has spoilt does not have the digest, and is fetched
 * again.
 */
final class Part implements Closeable {
  /** What stays free: others write too. */
  private static final long RESERVE = 4L << 20;

  private final Path whole;
  private final Path file;
  private final AtomicFile note;
  private final Seam seam;
  private final RandomAccessFile out;
  private MessageDigest seen;
  private long length;
  private int deliveries;

  private Part(Path whole, Seam seam) throws IOException, InterruptedException {
    this.whole = whole;
    this.seam = seam;
    this.file = file(whole);
    this.note = new AtomicFile(sibling(whole, ".from"), seam);
    this.seen = Digests.of(file);
    this.out = new RandomAccessFile(file.toFile(), "rw");
    this.length = out.length();
    this.deliveries = length > 0 ? 1 : 0;
    out.seek(length);
  }

  /**
   * @param whole what it becomes
   */
  static Part of(Path whole, Seam seam) throws IOException, InterruptedException {
    return new Part(whole, seam);
  }

  /** Where it lies until it is whole. */
  static Path file(Path whole) {
    return sibling(whole, ".part");
  }

  private static Path sibling(Path whole, String suffix) {
    return whole.resolveSibling(whole.getFileName() + suffix);
  }

  long length() {
    return length;
  }

  String digest() {
    return Digests.text(seen);
  }

  /** Whether not all of it came at once: then it may be of two kinds. */
  boolean patched() {
    return deliveries > 1;
  }

  /** What of it may be continued from there. */
  Kept kept(URI from) throws IOException {
    Optional<byte[]> bytes = note.read();
    if (bytes.isEmpty() || length == 0) {
      return Kept.NOTHING;
    }
    Properties text = new Properties();
    try {
      text.load(new StringReader(new String(bytes.get(), StandardCharsets.ISO_8859_1)));
      String validator = text.getProperty("validator", "");
      return from.toString().equals(text.getProperty("url")) && !validator.isEmpty()
          ? new Kept(length, validator, Long.parseLong(text.getProperty("total", "-1")))
          : Kept.NOTHING;
    } catch (IllegalArgumentException broken) {
      return Kept.NOTHING;
    }
  }

  /**
   * More of it comes, or all of it anew.
   *
   * @throws UpdateException if there is no room for it
   */
  void begin(URI from, Delivery delivery) throws IOException, UpdateException {
    deliveries++;
    if (delivery.start() == 0) {
      anew(from, delivery);
    }
    long needed = delivery.total() - length + RESERVE;
    long free = Files.getFileStore(file).getUsableSpace();
    if (delivery.total() >= 0 && free < needed) {
      throw new UpdateException(
          Reason.DISK_FULL,
          "%s has %d MiB free and %d MiB are needed; make room there"
              .formatted(file.getParent(), free >> 20, needed >> 20));
    }
  }

  private void anew(URI from, Delivery delivery) throws IOException {
    // First the bytes, then the note: old bytes under a new note would be continued.
    clear();
    deliveries = 1;
    Properties text = new Properties();
    text.setProperty("url", from.toString());
    text.setProperty("validator", delivery.validator());
    text.setProperty("total", Long.toString(delivery.total()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.store(bytes, null);
    note.write(bytes.toByteArray());
  }

  void append(byte[] bytes, int count) throws IOException {
    out.write(bytes, 0, count);
    seen.update(bytes, 0, count);
    length += count;
  }

  void clear() throws IOException {
    out.setLength(0);
    out.seek(0);
    seen = Digests.none();
    length = 0;
    deliveries = 0;
  }

  /** It is whole now: durably, under its own name. */
  void finish() throws IOException {
    seam.before("keep " + whole.getFileName());
    out.getFD().sync();
    out.close();
    Files.move(file, whole, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.forceDirectory(
        Objects.requireNonNull(whole.getParent(), "a download lies in a directory"));
    seam.after("keep " + whole.getFileName());
    note.delete();
  }

  /** Nothing of it is wanted. */
  void drop() throws IOException {
    out.close();
    Files.deleteIfExists(file);
    note.delete();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
