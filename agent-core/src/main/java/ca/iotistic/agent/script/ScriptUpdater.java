package ca.iotistic.agent.script;

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A script does the update, and outlives the agent that called it: nothing is handed over. One that
 * knows the verbs is asked by them, any other one does all in one go.
 */
final class ScriptUpdater implements Updater {
  /** In what was laid ready: by which of the two. */
  static final String VERBS = "verbs";

  private final Environment environment;
  private final VerbScript verbs;
  private final OneGoScript oneGo;
  private Optional<Updater> asked = Optional.empty();

  ScriptUpdater(Environment environment) {
    ScriptCommand script = new ScriptCommand(environment);
    this.environment = environment;
    this.verbs = new VerbScript(environment, script);
    this.oneGo = new OneGoScript(environment, script);
  }

  /**
   * The version, which the script is given as its argument.
   *
   * @throws UpdateException if it is anything but one of SemVer 2.0
   */
  static String concrete(String version) throws UpdateException {
    return Version.parse(version)
        .map(Version::text)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.INVALID_VERSION, "this is no version; nothing was done"));
  }

  /** Asked once: another script is one for the next start. */
  private Updater script() throws UpdateException, InterruptedException {
    if (asked.isEmpty()) {
      asked = Optional.of(verbs.known() ? verbs : oneGo);
    }
    return asked.get();
  }

  /** As the update has begun. */
  private Updater script(Update update) throws UpdateException, InterruptedException {
    Prepared prepared = update.prepared();
    if (prepared.equals(Prepared.NOT_YET)) {
      return script();
    }
    return prepared.state().containsKey(VERBS) ? verbs : oneGo;
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    return script().installed();
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    if (!request.latest()) {
      concrete(request.version());
    }
    return script().resolve(request);
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    concrete(update.release().version());
    List<Check> checks = new ScriptUpdaterProvider().check(environment);
    Optional<Check> refused = checks.stream().filter(c -> c.refusal().isPresent()).findFirst();
    if (refused.isPresent()) {
      throw new UpdateException(
          refused.get().refusal().orElseThrow(),
          refused.get().what() + ": " + refused.get().cure());
    }
    return script(update).prepare(update);
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    concrete(update.release().version());
    script(update).activate(update);
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return script(update).health(update);
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return script(update).logTail(update);
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    script(update).rollBack(update);
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return script(update).commit(update);
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return script().backups();
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return script().tidy();
  }
}
