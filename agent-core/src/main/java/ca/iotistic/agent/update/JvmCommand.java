package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The switcher's command line, as the running JVM suggests it. */
final class JvmCommand implements SwitcherCommand {
  private static final Logger LOG = LoggerFactory.getLogger(JvmCommand.class);
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(2);

  private static final int SAID = 300;

  /** Of java.util.logging, if that is what the application logs with: one line an event. */
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private static final String ONE_LINE = "%1$tFT%1$tT %4$-7s %5$s%6$s%n";

  private final StateDirectory state;
  private final Environment environment;
  private final UpdaterProvider provider;
  private final JarStore jars;
  private List<String> proven = List.of();

  JvmCommand(StateDirectory state, Environment environment, UpdaterProvider provider) {
    this.state = state;
    this.environment = environment;
    this.provider = provider;
    this.jars = new JarStore(state.switcher(), environment.seam());
  }

  @Override
  public synchronized List<String> line()
      throws IOException, UpdateException, InterruptedException {
    List<Path> copies = jars.keep(classPath());
    String classes =
        copies.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> line =
        List.of(
            java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-D" + LOG_FORMAT + "=" + System.getProperty(LOG_FORMAT, ONE_LINE),
            "-cp",
            classes,
            SwitcherMain.class.getName());
    if (!line.equals(proven)) {
      prove(line);
      proven = line;
    }
    return line;
  }

  private void prove(List<String> line) throws IOException, UpdateException, InterruptedException {
    List<String> check = new ArrayList<>(line);
    check.add(SwitcherMain.CHECK);
    check.add(provider.getClass().getName());
    Processes.Result result =
        environment
            .processes()
            .run(check, Map.of(), state.switcher(), CHECK_LIMIT, text -> LOG.debug("{}", text));
    if (!result.ok()) {
      String all = String.join(" ", result.tail());
      String said = all.substring(Math.max(0, all.length() - SAID));
      throw new UpdateException(
          Reason.ROLLBACK_NOT_PROVEN,
          "the switcher cannot be started from this JVM's class path (%s); give the agent another"
                  .formatted(result.timedOut() ? "it took too long" : said)
              + " switcher command");
    }
  }

  private static Path java() {
    Path home = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(home)
        ? home
        : ProcessHandle.current().info().command().map(Path::of).orElse(home);
  }

  /** Also what a plug-in's own class loader has. */
  private List<Path> classPath() throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        paths.add(Path.of(entry).toAbsolutePath());
      }
    }
    ClassLoader loader = provider.getClass().getClassLoader();
    if (loader instanceof URLClassLoader plugins) {
      for (URL url : plugins.getURLs()) {
        // What lies within a jar is found by taking that apart; the check proves it.
        if (url.getProtocol().equals("file")) {
          paths.add(path(url));
        }
      }
    }
    return paths.stream().distinct().filter(Files::exists).toList();
  }

  private static Path path(URL url) throws IOException {
    try {
      URI uri = url.toURI();
      return Path.of(uri);
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      throw new IOException("the switcher cannot load " + url, notAFile);
    }
  }
}
