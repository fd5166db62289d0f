package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Strategies in jars of their own, in the folder that {@code plugins} names. */
final class Plugins {
  private Plugins() {}

  /** None if there is no such folder, which is the usual case. */
  static List<Class<? extends UpdaterProvider>> providers(Configuration configuration)
      throws IOException {
    Optional<Path> folder = configuration.get("plugins").map(Path::of).filter(Files::isDirectory);
    List<Class<? extends UpdaterProvider>> found = new ArrayList<>();
    if (folder.isPresent()) {
      List<URL> jars = jars(folder.get());
      ClassLoader ours = Plugins.class.getClassLoader();
      // Open as long as the process lives: strategies load classes at any time.
      ClassLoader theirs = new URLClassLoader(jars.toArray(new URL[0]), ours);
      ServiceLoader.load(UpdaterProvider.class, theirs).stream()
          .map(ServiceLoader.Provider::type)
          .filter(type -> theirs.equals(type.getClassLoader()))
          .forEach(found::add);
    }
    return found;
  }

  private static List<URL> jars(Path folder) throws IOException {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(url(file));
      }
    }
    return jars;
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
