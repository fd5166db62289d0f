package ca.iotistic.agent.script;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A script that knows the verbs: each is a call. What runs, what is kept and how it ended it finds
 * out by itself, so it can replace something else than the one who calls it, too.
 *
 * <p>It switches, watches for a while and goes back in one go, by a process that outlives the
 * caller: {@code activate} fails if the script has gone back already.
 */
final class VerbScript implements Updater {
  private static final String DIGEST = "IOTISTIC_DIGEST";
  private static final String DIGESTS = "IOTISTIC_DIGESTS";
  private static final String BACKUP = "IOTISTIC_BACKUP";
  private static final String PREVIOUS = "IOTISTIC_PREVIOUS";
  private static final String CALL_BACK = "IOTISTIC_CALL_BACK";
  private static final String LOCATOR = "backup";
  private static final String IDENTITY = "identity";
  private static final String INSTALLED = "--installed";

  private final Environment environment;
  private final ScriptCommand script;

  VerbScript(Environment environment, ScriptCommand script) {
    this.environment = environment;
    this.script = script;
  }

  /**
   * Whether the script knows them. One that does not refuses the word as no version.
   *
   * @throws UpdateException if it cannot answer now
   */
  boolean known() throws UpdateException, InterruptedException {
    ScriptSaid said = script.ask(Map.of(), INSTALLED);
    if (said.refused()) {
      return false;
    }
    return said.require().is("installed");
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    ScriptSaid said = script.ask(Map.of(), INSTALLED).require();
    boolean self = said.required("self").equals("yes");
    String version = self ? environment.agentVersion() : said.field("version").orElse("0.0.0");
    return new Installed(version, said.required(IDENTITY), self);
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    Map<String, String> about = new TreeMap<>();
    request.digest().ifPresent(digest -> about.put(DIGEST, digest));
    if (!request.digests().isEmpty()) {
      about.put(
          DIGESTS,
          request.digests().entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .sorted()
              .collect(Collectors.joining(" ")));
    }
    String wanted = request.latest() ? Request.LATEST : ScriptUpdater.concrete(request.version());
    ScriptSaid said = script.work(about, Update.Progress.NONE, "--resolve", wanted);
    return new Release(
        ScriptUpdater.concrete(said.required("version")), said.required("digest"), 0, Map.of());
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    ScriptSaid said = script.work(about(update), update.progress(), "--prepare", version(update));
    return new Prepared(said.required(IDENTITY), Map.of(ScriptUpdater.VERBS, "yes"));
  }

  private static String version(Update update) throws UpdateException {
    return ScriptUpdater.concrete(update.release().version());
  }

  /** What every call for an update knows of it. */
  private static Map<String, String> about(Update update) {
    Map<String, String> about = new TreeMap<>();
    about.put(ScriptCommand.UPDATE_ID, update.id());
    about.put(PREVIOUS, update.previous().identity());
    about.put(DIGEST, update.release().digest());
    Optional.ofNullable(update.release().locator().get(LOCATOR))
        .ifPresent(name -> about.put(BACKUP, name));
    return about;
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    switchOver(update);
  }

  /** Called again with the same id it tells how it ended. */
  private ScriptSaid switchOver(Update update) throws UpdateException, InterruptedException {
    Map<String, String> about = about(update);
    // What is in flight keeps a way back of its own, which is not one too many until it has ended.
    about.put(ScriptCommand.BACKUPS, Integer.toString(environment.backupsKept() + 1));
    if (update.previous().self()) {
      // The new agent finds the journal, and calls again: the sign of life that the script awaits.
      about.put(CALL_BACK, "yes");
    }
    return script.work(about, update.progress(), version(update), "true");
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    ScriptSaid said = script.ask(about(update), "--health").require();
    String detail = said.error().orElse("");
    if (said.is("healthy")) {
      return new Health.Healthy(said.required("run"), said.required(IDENTITY));
    }
    return said.is("starting")
        ? new Health.Starting(detail)
        : new Health.Unhealthy(said.reason(), detail);
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return script.ask(about(update), "--log").require().before();
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    script.work(about(update), Update.Progress.NONE, "--roll-back");
  }

  /** The script has given it the boot policy, if it ended well. */
  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return switchOver(update)
        .field("downtime_ms")
        .filter(text -> text.matches("\\d{1,12}"))
        .map(text -> Duration.ofMillis(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return script.ask(Map.of(), "--backups").require().before().stream()
        .filter(line -> line.startsWith("backup="))
        .flatMap(line -> backup(line).stream())
        .toList();
  }

  private static Optional<Backup> backup(String line) {
    try {
      String name = of(line, "backup");
      String identity = of(line, IDENTITY);
      return Optional.of(
          new Backup(
              name,
              new Release(of(line, "version"), identity, 0, Map.of(LOCATOR, name)),
              identity,
              Instant.parse(of(line, "taken_at")),
              of(line, "usable").equals("yes")));
    } catch (DateTimeParseException broken) {
      return Optional.empty();
    }
  }

  private static String of(String line, String name) {
    return ScriptSaid.field(line, name).orElse("");
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return script.work(Map.of(), Update.Progress.NONE, "--tidy").before().stream()
        .filter(line -> line.startsWith("done="))
        .map(line -> line.substring("done=".length()))
        .toList();
  }
}
