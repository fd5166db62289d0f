package ca.iotistic.examples.folders;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The strategy {@code folders}. {@code plugin.folders.root} is where the program lives, {@code
 * plugin.folders.source} where its versions are published.
 */
public final class FoldersProvider implements UpdaterProvider {
  @Override
  public String id() {
    return "folders";
  }

  @Override
  public List<Check> check(Environment environment) {
    Path root = root(environment);
    String what = "a program lives in " + root;
    return List.of(
        Files.isSymbolicLink(root.resolve("current"))
            ? Check.met(what)
            : Check.refused(
                Reason.UNSUPPORTED_TARGET, what, "set plugin.folders.root to where it does"));
  }

  @Override
  public Updater create(Environment environment) {
    Path root = root(environment);
    return new FoldersUpdater(
        new Folders(root),
        new Program(root, environment.time()),
        new Records(environment.backups()),
        Path.of(environment.setting("plugin.folders.source", root.resolve("source").toString())),
        environment);
  }

  private static Path root(Environment environment) {
    return Path.of(environment.setting("plugin.folders.root", "/opt/program"));
  }
}
