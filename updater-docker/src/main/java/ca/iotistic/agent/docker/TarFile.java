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
      int size = size(header);
      if (size < 0 || size > most) {
        return Optional.empty();
      }
      byte[] content = archive.readNBytes(size);
      if (header[TYPE] == '0' || header[TYPE] == 0) {
        return content.length == size ? Optional.of(content) : Optional.empty();
      }
      // Something that describes the next entry, or that has no content.
      archive.readNBytes(-size & (BLOCK - 1));
    }
  }

  private static int size(byte[] header) {
    String octal =
        new String(header, SIZE, SIZE_LENGTH, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
    return octal.matches("[0-7]{1,10}") ? Integer.parseInt(octal, 8) : -1;
  }
}
