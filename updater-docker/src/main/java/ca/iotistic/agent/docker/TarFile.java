package ca.iotistic.agent.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first regular file of a tar archive: all that is ever asked of one. */
final class TarFile {
  private static final int BLOCK = 512;
  private static final int SIZE = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE = 156;

  private TarFile() {}

  /** Empty if there is none, if it is cut off, or if it has more than {@code most} bytes. */
  static Optional<byte[]> first(InputStream archive, int most) throws IOException {
    while (true) {
      byte[] header = archive.readNBytes(BLOCK);
      if (header.length < BLOCK || header[0] == 0) {
        return Optional.empty();
      }
      long size = size(header);
      boolean regular = header[TYPE] == '0' || header[TYPE] == 0;
      if (size < 0 || (regular && size > most)) {
        return Optional.empty();
      }
      if (regular) {
        byte[] content = archive.readNBytes((int) size);
        return content.length == size ? Optional.of(content) : Optional.empty();
      }
      // A directory, or more words about the next entry.
      archive.skipNBytes(size + (-size & (BLOCK - 1)));
    }
  }

  private static long size(byte[] header) {
    String octal =
        new String(header, SIZE, SIZE_LENGTH, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
    return octal.matches("[0-7]{1,12}") ? Long.parseLong(octal, 8) : -1;
  }
}
