package ca.iotistic.agent.systemd.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files of any size. */
public final class Digests {
  private static final int BUFFER = 64 << 10;

  private Digests() {}

  /** Of the content; of nothing if there is no such file. An interrupt ends it. */
  public static MessageDigest of(Path file) throws IOException, InterruptedException {
    MessageDigest digest = none();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        digest.update(buffer, 0, read);
      }
    } catch (NoSuchFileException absent) {
      return digest;
    }
    return digest;
  }

  public static MessageDigest none() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** {@code sha256:…} of what it has seen so far; it may see more. */
  public static String text(MessageDigest digest) {
    try {
      MessageDigest now = (MessageDigest) digest.clone();
      return "sha256:" + HexFormat.of().formatHex(now.digest());
    } catch (CloneNotSupportedException everyJavaCan) {
      throw new IllegalStateException(everyJavaCan);
    }
  }
}
