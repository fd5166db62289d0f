package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JarStoreTest {
  @TempDir Path directory;
  private Path store;
  private JarStore jars;

  @BeforeEach
  void open() throws IOException {
    store = Files.createDirectory(directory.resolve("switcher"));
    jars = new JarStore(store, Seam.NONE);
  }

  @Test
  void copiesInTheSameOrderAndOnlyOnce() throws Exception {
    Path one = file("one.jar", "1");
    Path two = file("two.jar", "2");

    List<Path> copies = jars.keep(List.of(two, one));

    assertThat(copies.get(0)).hasContent("2");
    assertThat(copies.get(1)).hasContent("1");
    assertThat(jars.keep(List.of(two, one))).isEqualTo(copies);
  }

  @Test
  void repairsACopyThatTheDiskHasSpoilt() throws Exception {
    Path one = file("one.jar", "1");
    Path copy = jars.keep(List.of(one)).get(0);
    Files.writeString(copy, "x");
    assertThat(jars.keep(List.of(one)).get(0)).isEqualTo(copy).hasContent("1");
  }

  @Test
  void packsADirectoryOfClasses() throws Exception {
    Path classes = Files.createDirectories(directory.resolve("classes/a"));
    Files.writeString(classes.resolve("B.class"), "b");

    Path copy = jars.keep(List.of(directory.resolve("classes"))).get(0);

    try (JarFile jar = new JarFile(copy.toFile())) {
      assertThat(jar.getEntry("a/B.class")).isNotNull();
    }
    assertThat(jars.keep(List.of(directory.resolve("classes")))).containsExactly(copy);
  }

  @Test
  void takesAFatJarApart() throws Exception {
    Path fat = directory.resolve("app.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(fat))) {
      entry(jar, "org/springframework/boot/loader/launch/JarLauncher.class", "launcher");
      entry(jar, "BOOT-INF/classes/a/B.class", "b");
      entry(jar, "BOOT-INF/lib/one.jar", "1");
      entry(jar, "BOOT-INF/lib/two.jar", "2");
    }

    List<Path> copies = jars.keep(List.of(fat));

    assertThat(copies).hasSize(3);
    try (JarFile classes = new JarFile(copies.get(0).toFile())) {
      assertThat(classes.stream().map(JarEntry::getName)).containsExactly("a/B.class");
    }
    assertThat(copies.get(1)).hasContent("1");
    assertThat(copies.get(2)).hasContent("2");
    assertThat(jars.keep(List.of(fat))).isEqualTo(copies);
  }

  private static void entry(JarOutputStream jar, String name, String content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content.getBytes(StandardCharsets.UTF_8));
    jar.closeEntry();
  }

  @Test
  void letsGoOfWhatNobodyNames() throws Exception {
    Path old = jars.keep(List.of(file("old.jar", "old"))).get(0);
    Path named = jars.keep(List.of(file("old.jar", "old"), file("named.jar", "named"))).get(1);
    Files.writeString(store.resolve("run"), "exec java -cp " + named);
    Path notOurs = Files.writeString(store.resolve("something.jar"), "kept");

    jars.keep(List.of(file("new.jar", "new")));

    assertThat(old).doesNotExist();
    assertThat(named).exists();
    assertThat(notOurs).exists();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
