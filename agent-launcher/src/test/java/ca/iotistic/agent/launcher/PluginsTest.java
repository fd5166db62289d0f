package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.launcher.config.Configuration;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars of strangers in the folder of plug-ins. */
@Timeout(180)
final class PluginsTest {
  private static final String SERVICES = "META-INF/services/ca.iotistic.agent.spi.UpdaterProvider";
  private static final int MAJOR_VERSION = 7;

  @TempDir Path folder;
  private Path jars;

  @BeforeEach
  void aPluginThatWorks() throws IOException {
    jars = Files.createDirectory(folder.resolve("plugins"));
    jar("good.jar", "Good", provider("Good", "good", ""));
  }

  @Test
  void whatWorksIsLoaded() throws Exception {
    Plugins plugins = plugins();

    assertThat(plugins.troubles()).isEmpty();
    assertThat(plugins.loaded()).extracting(Plugins.Loaded::id).containsExactly("good");
  }

  @Test
  void aFileThatIsNoJarIsTold() throws Exception {
    Files.writeString(jars.resolve("broken.jar"), "not a jar");

    assertThat(trouble("broken.jar")).contains("cannot be opened", "copy that jar again");
  }

  @Test
  void aServicesFileThatNamesAMissingClassIsTold() throws Exception {
    jar("broken.jar", "no.such.Strategy", "");

    assertThat(trouble("broken.jar")).contains("no.such.Strategy", "name a class that is in the");
  }

  @Test
  void aClassOfANewerJavaIsTold() throws Exception {
    Map<String, byte[]> entries = entries("Newer", provider("Newer", "newer", ""));
    Objects.requireNonNull(entries.get("Newer.class"))[MAJOR_VERSION] = 99;
    pack("broken.jar", entries);

    assertThat(trouble("broken.jar"))
        .contains("UnsupportedClassVersionError", "run the agent with a newer Java");
  }

  @Test
  void aMissingLibraryIsTold() throws Exception {
    Map<String, byte[]> entries =
        entries("Needy", provider("Needy", "needy", "new Needed();") + " class Needed {}");
    entries.remove("Needed.class");
    pack("broken.jar", entries);

    assertThat(trouble("broken.jar")).contains("Needed", "put the jars that it needs beside it");
  }

  @Test
  void aConstructorThatThrowsIsTold() throws Exception {
    jar(
        "broken.jar",
        "Throwing",
        provider(
            "Throwing", "throwing", "if (true) throw new IllegalStateException(\"no luck\");"));

    assertThat(trouble("broken.jar")).contains("Throwing", "no luck", "ask whoever made");
  }

  @Test
  void aConstructorThatHangsIsLeft() throws Exception {
    String sleep = "try { Thread.sleep(1000000); } catch (InterruptedException e) { }";
    jar("broken.jar", "Hanging", provider("Hanging", "hanging", sleep));

    assertThat(trouble("broken.jar")).contains("Hanging", "did not come back within 10 s");
  }

  @Test
  void aClassThatIsNoStrategyIsTold() throws Exception {
    jar("broken.jar", "Other", "public class Other {}");

    assertThat(trouble("broken.jar")).contains("Other", "a public UpdaterProvider");
  }

  @Test
  void ofTwoWithTheSameIdTheFirstIsUsed() throws Exception {
    jar("later.jar", "Twin", provider("Twin", "good", ""));
    jar("own.jar", "Own", provider("Own", "docker", ""));

    Plugins plugins = plugins();

    assertThat(plugins.loaded())
        .extracting(plugin -> plugin.jar().getFileName().toString())
        .containsExactly("good.jar");
    assertThat(plugins.troubles().toString())
        .contains("later.jar is not used: the update strategy \"good\" is of", "good.jar already")
        .contains("own.jar is not used: the update strategy \"docker\" is of the agent itself")
        .contains("remove one of the two");
  }

  @Test
  void theDoctorTellsOfBothAndTheDeviceCanBeUpdated() throws Exception {
    Files.writeString(jars.resolve("broken.jar"), "not a jar");
    Workbench bench = new Workbench(Files.createDirectory(folder.resolve("state"))).agentRuns();
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    bench.environment.put("IOTISTIC_MQTT_URL", "tcp://broker:1883");
    bench.environment.put("IOTISTIC_PLUGINS", jars.toString());

    assertThat(bench.run("doctor")).isZero();

    assertThat(bench.out())
        .contains("ok    the plug-in " + jars.resolve("good.jar") + " has the update strategy good")
        .contains("hm    the plug-in " + jars.resolve("broken.jar") + " cannot be opened")
        .contains("        Copy that jar again, or remove it.");
    bench.close();
  }

  /** Of the one that is broken; the other one is loaded all the same. */
  private String trouble(String jar) throws Exception {
    Plugins plugins = plugins();
    assertThat(plugins.loaded()).extracting(Plugins.Loaded::id).containsExactly("good");
    assertThat(plugins.troubles()).hasSize(1);
    assertThat(plugins.troubles().get(0).what()).contains(jars.resolve(jar).toString());
    return plugins.troubles().get(0).toString();
  }

  private Plugins plugins() throws InterruptedException {
    return Plugins.of(
        Configuration.load(
            Optional.empty(),
            Map.of(
                "IOTISTIC_PLUGINS", jars.toString(),
                "IOTISTIC_STATE_DIR", folder.resolve("state").toString())));
  }

  private static String provider(String name, String id, String constructor) {
    return """
        import ca.iotistic.agent.spi.*;
        import java.util.List;
        public class %s implements UpdaterProvider {
          public %s() { %s }
          public String id() { return "%s"; }
          public List<Check> check(Environment environment) { return List.of(); }
          public Updater create(Environment environment) { return null; }
        }
        """
        .formatted(name, name, constructor, id);
  }

  private void jar(String name, String service, String source) throws IOException {
    pack(name, entries(service, source));
  }

  private Map<String, byte[]> entries(String service, String source) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    if (!source.isEmpty()) {
      compile(service, source, classes);
    }
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put(SERVICES, (service + " # the strategy\n").getBytes(UTF_8));
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        entries.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return entries;
  }

  private static void compile(String name, String source, Path to) {
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-d", to.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(file))
                .call())
        .isTrue();
  }

  private void pack(String name, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(jars.resolve(name));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
  }
}
