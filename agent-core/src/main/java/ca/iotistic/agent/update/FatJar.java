package ca.iotistic.agent.update;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * A jar that holds the class path of its application, as Spring Boot and servlet containers pack
 * it: libraries as jars within the jar, which a plain JVM does not find there.
 */
final class FatJar {
  private static final Pattern LIBRARY = Pattern.compile("(?:BOOT|WEB)-INF/lib/[^/]+\\.jar");
  private static final Pattern CLASSES = Pattern.compile("(?:BOOT|WEB)-INF/classes/.*[^/]");

  /** Takes one element of the class path: a jar's content. */
  interface Element {
    void take(byte[] jar) throws IOException;
  }

  private FatJar() {}

  static boolean is(Path source) throws IOException {
    String name = String.valueOf(source.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(source) || !(name.endsWith(".jar") || name.endsWith(".war"))) {
      return false;
    }
    try (JarFile jar = new JarFile(source.toFile(), false)) {
      return jar.stream().anyMatch(entry -> LIBRARY.matcher(entry.getName()).matches());
    } catch (ZipException noJar) {
      return false;
    }
  }

  /** The application's own classes first, then its libraries, one at a time. */
  static void elements(Path source, Element element) throws IOException {
    try (JarFile jar = new JarFile(source.toFile(), false)) {
      List<JarEntry> entries = new ArrayList<>(Collections.list(jar.entries()));
      element.take(classes(jar, entries));
      for (JarEntry entry : entries) {
        if (LIBRARY.matcher(entry.getName()).matches()) {
          element.take(content(jar, entry));
        }
      }
    }
  }

  private static byte[] classes(JarFile jar, List<JarEntry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream packed = new JarOutputStream(bytes)) {
      for (JarEntry entry : entries) {
        if (CLASSES.matcher(entry.getName()).matches()) {
          String name = entry.getName();
          JarEntry copy = new JarEntry(name.substring(name.indexOf("/classes/") + 9));
          copy.setTime(0);
          packed.putNextEntry(copy);
          packed.write(content(jar, entry));
          packed.closeEntry();
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] content(JarFile jar, JarEntry entry) throws IOException {
    try (java.io.InputStream stream = jar.getInputStream(entry)) {
      return stream.readAllBytes();
    }
  }
}
