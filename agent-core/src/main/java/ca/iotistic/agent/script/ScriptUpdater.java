package ca.iotistic.agent.script;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A script does the whole update in one go, and outlives the agent that called it: nothing is
 * handed over. The agent that runs after it, the new one or the old one, calls it again with the
 * same update id, is told how it ended, and judges.
 */
final class ScriptUpdater implements Updater {
  private static final String VERSION = "version:";
  private static final String FORCE = "true";

  private final Environment environment;
  private final ScriptCommand script;
  private List<String> said = List.of();

  ScriptUpdater(Environment environment) {
    this.environment = environment;
    this.script = new ScriptCommand(environment);
  }

  /** The one who asks: a script knows of nothing else. */
  @Override
  public Installed installed() {
    return new Installed(environment.agentVersion(), identity(environment.agentVersion()), true);
  }

  private static String identity(String version) {
    return VERSION + version;
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    if (request.digest().isPresent() || !request.digests().isEmpty()) {
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          "a script cannot be told which digest is wanted; send the command without one");
    }
    String version = request.latest() ? latest() : concrete(request.version());
    return new Release(version, identity(version), 0, Map.of());
  }

  private static String concrete(String version) throws UpdateException {
    return Version.parse(version)
        .map(Version::text)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.INVALID_VERSION, "this is no version; nothing was done"));
  }

  /** No script of somebody else's does anything but refuse this word, which is no version. */
  private String latest() throws UpdateException, InterruptedException {
    String version;
    try {
      version = script.run("resolve", Update.Progress.NONE, "--resolve", Request.LATEST).version();
    } catch (UpdateException unknown) {
      throw new UpdateException(
          Reason.NOT_FOUND,
          "the script does not say which version is the latest; name one: " + unknown.getMessage(),
          unknown);
    }
    return concrete(version);
  }

  /** What a script fetches and checks it does by itself, before it stops anything. */
  @Override
  public Prepared prepare(Update update) throws UpdateException {
    List<Check> checks = new ScriptUpdaterProvider().check(environment);
    Optional<Check> refused = checks.stream().filter(c -> c.refusal().isPresent()).findFirst();
    if (refused.isPresent()) {
      throw new UpdateException(
          refused.get().refusal().orElseThrow(),
          refused.get().what() + ": " + refused.get().cure());
    }
    return new Prepared(identity(concrete(update.release().version())), Map.of());
  }

  /** Forced only once: a script of somebody else's may know nothing of update ids. */
  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    String version = concrete(update.release().version());
    boolean again = called(update);
    boolean same = update.previous().identity().equals(identity(version));
    mark(update);
    String[] arguments = same && !again ? new String[] {version, FORCE} : new String[] {version};
    run(update.id(), update.progress(), arguments);
  }

  private void run(String id, Update.Progress progress, String... arguments)
      throws UpdateException, InterruptedException {
    said = List.of();
    said = script.run(id, progress, arguments).lines();
  }

  private static Path marker(Update update) {
    return update.directory().resolve("script-called");
  }

  private static boolean called(Update update) {
    return Files.exists(marker(update));
  }

  private void mark(Update update) throws UpdateException {
    try {
      Files.createDirectories(update.directory());
      new AtomicFile(marker(update), environment.seam())
          .write(update.release().version().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException failed) {
      throw UpdateException.ofDisk("writing down that the script is called", failed);
    }
  }

  /** The one who looks is the one who runs. */
  @Override
  public Health health(Update update) {
    return new Health.Healthy(
        Long.toString(ProcessHandle.current().pid()), identity(environment.agentVersion()));
  }

  @Override
  public List<String> logTail(Update update) {
    return said;
  }

  /**
   * The script has gone back by itself, or never switched; or it was content and the agent is not:
   * then it installs the previous version again, and this agent is replaced.
   */
  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    if (!called(update)) {
      return;
    }
    finish(update);
    if (!installed().identity().equals(update.previous().identity())) {
      run(
          update.id() + "-back",
          Update.Progress.NONE,
          concrete(update.previous().version()),
          FORCE);
    }
  }

  /** Whatever it began it ends, and it begins nothing. How that ends shows in what runs then. */
  private void finish(Update update) throws InterruptedException {
    try {
      run(update.id(), Update.Progress.NONE, "--finish");
    } catch (UpdateException ended) {
      said = List.of(String.valueOf(ended.getMessage()));
    }
  }

  /** How long nobody was in charge only the script knows. */
  @Override
  public Duration commit(Update update) {
    return Duration.ZERO;
  }

  /** They are the script's. */
  @Override
  public List<Backup> backups() {
    return List.of();
  }
}
