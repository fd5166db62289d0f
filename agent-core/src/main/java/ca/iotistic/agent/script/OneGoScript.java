package ca.iotistic.agent.script;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.spi.Backup;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A script of somebody else's, which does the whole update in one go and knows of nothing but
 * versions. It replaces the agent that calls it. The agent that runs after it, the new one or the
 * old one, calls it again and judges by its own version.
 */
final class OneGoScript implements Updater {
  private static final String VERSION = "version:";
  private static final String FORCE = "true";

  private final Environment environment;
  private final ScriptCommand script;
  private List<String> said = List.of();

  OneGoScript(Environment environment, ScriptCommand script) {
    this.environment = environment;
    this.script = script;
  }

  /** The one who asks. */
  @Override
  public Installed installed() {
    return new Installed(environment.agentVersion(), identity(environment.agentVersion()), true);
  }

  private static String identity(String version) {
    return VERSION + version;
  }

  @Override
  public Release resolve(Request request) throws UpdateException {
    if (request.digest().isPresent() || !request.digests().isEmpty()) {
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          "this script cannot be told which digest is wanted; send the command without one");
    }
    if (request.latest()) {
      throw new UpdateException(
          Reason.NOT_FOUND, "this script does not say which version is the latest; name one");
    }
    String version = ScriptUpdater.concrete(request.version());
    return new Release(version, identity(version), 0, Map.of());
  }

  /** What it fetches and checks it does by itself, before it stops anything. */
  @Override
  public Prepared prepare(Update update) throws UpdateException {
    return new Prepared(identity(ScriptUpdater.concrete(update.release().version())), Map.of());
  }

  /** Forced only once: it may know nothing of update ids. */
  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    String version = ScriptUpdater.concrete(update.release().version());
    boolean again = called(update);
    boolean same = update.previous().identity().equals(identity(version));
    mark(update);
    String[] arguments = same && !again ? new String[] {version, FORCE} : new String[] {version};
    run(update.id(), update.progress(), arguments);
  }

  private void run(String id, Update.Progress progress, String... arguments)
      throws UpdateException, InterruptedException {
    said = List.of();
    said = script.work(Map.of(ScriptCommand.UPDATE_ID, id), progress, arguments).how().tail();
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
    if (called(update) && !installed().identity().equals(update.previous().identity())) {
      run(
          update.id() + "-back",
          Update.Progress.NONE,
          ScriptUpdater.concrete(update.previous().version()),
          FORCE);
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
