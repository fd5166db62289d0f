package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies of jars under the hash of their content, so that what a switcher runs is never replaced or
 * removed under it.
 */
final class JarStore {
  private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}\\.jar");
  private static final int SCRIPT_BYTES = 64 * 1024;

  private final Path directory;
  private final Seam seam;

  JarStore(Path directory, Seam seam) {
    this.directory = directory;
    this.seam = seam;
  }

  /**
   * Where the copies are, in the same order. Copies of other jars go, but for those that a file
   * beside them names.
   *
   * @param sources jars and directories of classes; a jar with jars within is taken apart
   */
  List<Path> keep(List<Path> sources) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (Path source : sources) {
      if (FatJar.is(source)) {
        FatJar.elements(source, content -> copies.add(copy(content)));
      } else {
        copies.add(copy(Files.isDirectory(source) ? packed(source) : Files.readAllBytes(source)));
      }
    }
    prune(copies);
    return copies;
  }

  private Path copy(byte[] content) throws IOException {
    Path copy = directory.resolve(hash(content) + ".jar");
    if (!intact(copy)) {
      new AtomicFile(copy, seam).write(content);
    }
    return copy;
  }

  private static boolean intact(Path copy) throws IOException {
    return Files.exists(copy) && copy.endsWith(hash(Files.readAllBytes(copy)) + ".jar");
  }

  private void prune(List<Path> used) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.filter(Files::isRegularFile).toList();
    }
    StringBuilder named = new StringBuilder();
    for (Path file : files) {
      if (!ours(file) && Files.size(file) <= SCRIPT_BYTES) {
        named.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    for (Path file : files) {
      if (ours(file) && !used.contains(file) && named.indexOf(name(file)) < 0) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean ours(Path file) {
    return OURS.matcher(name(file)).matches();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The same directory gives the same bytes. */
  private static byte[] packed(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> walked = Files.walk(root)) {
      files = walked.filter(Files::isRegularFile).sorted().toList();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (Path file : files) {
        JarEntry entry = new JarEntry(root.relativize(file).toString());
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(Files.readAllBytes(file));
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
