package ca.iotistic.examples.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where versions lie: {@code versions/1.0.6-…} with the beginning of the digest. One link says what
 * runs, another one what a boot starts.
 */
record Folders(Path root) {
  static final String CURRENT = "current";
  static final String BOOT = "boot";
  private static final int SHOWN = 19;

  static String name(String version, String digest) {
    return version + "-" + digest.substring("sha256:".length(), SHOWN);
  }

  static String version(String name) {
    return name.substring(0, name.lastIndexOf('-'));
  }

  Path versions() {
    return root.resolve("versions");
  }

  Path folder(String name) {
    return versions().resolve(name);
  }

  /** The name of the folder that the link names. */
  String linked(String link) throws IOException {
    return String.valueOf(Files.readSymbolicLink(root.resolve(link)).getFileName());
  }

  /** As one act: there is always one that is whole. */
  void link(String link, String name) throws IOException {
    Path made = root.resolve("." + link);
    Files.deleteIfExists(made);
    Files.createSymbolicLink(made, Path.of("versions", name));
    Files.move(made, root.resolve(link), StandardCopyOption.ATOMIC_MOVE);
  }

  List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(versions())) {
      return all.map(folder -> String.valueOf(folder.getFileName())).sorted().toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    delete(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Of the names and contents of all files. */
  static String digest(Path folder) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          sha256.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
          try (var in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
          }
        }
      }
      return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
