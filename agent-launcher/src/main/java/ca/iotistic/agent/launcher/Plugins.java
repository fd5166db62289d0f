package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.update.ContainedProvider;
import ca.iotistic.agent.update.Foreign;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Strategies in jars of their own, in the folder that {@code plugins} names. A jar that cannot be
 * used is told of, and keeps neither the agent nor the other strategies from working.
 */
final class Plugins {
  private static final String SERVICES = "META-INF/services/" + UpdaterProvider.class.getName();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Map<String, String> ids = new HashMap<>();
  private final List<Loaded> loaded = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();

  /** A strategy that can be used. */
  record Loaded(Path jar, String id, Class<? extends UpdaterProvider> type) {}

  /** A jar that cannot be used, and what to do about it. */
  record Trouble(String what, String cure) {
    @Override
    public String toString() {
      return what + ": " + cure;
    }
  }

  private Plugins() {}

  /** None if there is no such folder, which is the usual case. */
  static Plugins of(Configuration configuration) throws InterruptedException {
    Plugins plugins = new Plugins();
    Optional<Path> folder = configuration.get("plugins").map(Path::of).filter(Files::isDirectory);
    if (folder.isPresent()) {
      plugins.load(folder.get());
    }
    return plugins;
  }

  List<Loaded> loaded() {
    return loaded;
  }

  List<Trouble> troubles() {
    return troubles;
  }

  private void load(Path folder) throws InterruptedException {
    for (UpdaterProvider own :
        ServiceLoader.load(UpdaterProvider.class, Plugins.class.getClassLoader())) {
      ids.put(own.id(), "the agent itself");
    }
    try {
      Map<Path, List<String>> named = named(folder);
      List<URL> urls = new ArrayList<>();
      for (Path jar : named.keySet()) {
        urls.add(jar.toUri().toURL());
      }
      // Open as long as the process lives: strategies load classes at any time.
      ClassLoader loader =
          new URLClassLoader(urls.toArray(new URL[0]), Plugins.class.getClassLoader());
      for (Map.Entry<Path, List<String>> jar : named.entrySet()) {
        for (String name : jar.getValue()) {
          load(jar.getKey(), name, loader);
        }
      }
    } catch (IOException unreadable) {
      troubles.add(
          new Trouble(
              "the folder of plug-ins " + folder + " cannot be read: " + unreadable.getMessage(),
              "give the agent the right to, or set plugins to another folder"));
    }
  }

  /** Jars in the order of their names, each with the strategies that it announces. */
  private Map<Path, List<String>> named(Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      files.forEach(jars::add);
    }
    Map<Path, List<String>> named = new LinkedHashMap<>();
    for (Path jar : jars.stream().sorted().toList()) {
      try {
        named.put(jar, announced(jar));
      } catch (IOException broken) {
        troubles.add(
            new Trouble(
                "the plug-in " + jar + " cannot be opened: " + broken.getMessage(),
                "copy that jar again, or remove it"));
      }
    }
    return named;
  }

  /** None if it is a library of another plug-in. */
  private static List<String> announced(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry services = file.getEntry(SERVICES);
      if (services == null) {
        return List.of();
      }
      String lines = new String(file.getInputStream(services).readAllBytes(), UTF_8);
      return lines
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private void load(Path jar, String name, ClassLoader loader) throws InterruptedException {
    try {
      UpdaterProvider provider =
          Foreign.within(
              "the strategy " + name + " of the plug-in " + jar,
              LIMIT,
              () ->
                  Class.forName(name, true, loader)
                      .asSubclass(UpdaterProvider.class)
                      .getConstructor()
                      .newInstance());
      String id = ContainedProvider.id(provider);
      String twin = ids.putIfAbsent(id, jar.toString());
      if (twin == null) {
        loaded.add(new Loaded(jar, id, provider.getClass()));
      } else {
        troubles.add(
            new Trouble(
                "the plug-in %s is not used: the update strategy \"%s\" is of %s already"
                    .formatted(jar, id, twin),
                "remove one of the two jars, or give one of the strategies another id"));
      }
    } catch (UpdateException broken) {
      troubles.add(new Trouble(String.valueOf(broken.getMessage()), cure(broken)));
    }
  }

  /** By what the class loader says is wrong. */
  private static String cure(UpdateException broken) {
    Throwable why = Optional.ofNullable(broken.getCause()).orElse(broken);
    if (why instanceof UnsupportedClassVersionError) {
      return "run the agent with a newer Java, or build the plug-in for Java "
          + Runtime.version().feature();
    }
    if (why instanceof ClassNotFoundException) {
      return "its " + SERVICES + " has to name a class that is in the jar";
    }
    if (why instanceof NoClassDefFoundError || why instanceof NoSuchMethodError) {
      return "put the jars that it needs beside it, and take one that was built for this agent";
    }
    if (why instanceof NoSuchMethodException || why instanceof ClassCastException) {
      return "the class needs to be a public UpdaterProvider with a constructor without arguments";
    }
    return "ask whoever made the plug-in, or remove it";
  }
}
