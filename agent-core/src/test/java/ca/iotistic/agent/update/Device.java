package ca.iotistic.agent.update;

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
import ca.iotistic.agent.spi.UpdaterProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A platform in memory, and the strategy for it. What a test wants of it is set in its fields. */
final class Device implements UpdaterProvider {
  static final Duration GAP = Duration.ofSeconds(4);

  /** What a verb does besides its work; thrown before it. */
  @FunctionalInterface
  interface Trouble {
    void happen() throws UpdateException, InterruptedException;
  }

  boolean self = true;
  boolean handsOver = true;
  boolean switcherAlive = true;
  String running = "1.0.5";
  String bootPolicy = "1.0.5";
  String latest = "1.0.6";
  Health health = new Health.Healthy("run-1", "1.0.6");
  List<Backup> backups = List.of();
  List<Check> checks = List.of(Check.met("it is a test"));
  final Map<String, String> prepared = new HashMap<>();
  final List<String> verbs = new ArrayList<>();
  final List<String> line = new ArrayList<>();
  private final Map<String, Trouble> troubles = new HashMap<>();

  void trouble(String verb, Trouble trouble) {
    troubles.put(verb, trouble);
  }

  void refuse(String verb, Reason reason) {
    trouble(
        verb,
        () -> {
          throw new UpdateException(reason, verb + " does not work");
        });
  }

  void works(String verb) {
    troubles.remove(verb);
  }

  long count(String verb) {
    return verbs.stream().filter(verb::equals).count();
  }

  @Override
  public String id() {
    return "device";
  }

  @Override
  public List<Check> check(Environment environment) {
    return checks;
  }

  @Override
  public Updater create(Environment environment) {
    return new Verbs();
  }

  private void verb(String name) throws UpdateException, InterruptedException {
    verbs.add(name);
    Trouble trouble = troubles.get(name);
    if (trouble != null) {
      trouble.happen();
    }
  }

  private final class Verbs implements Updater {
    @Override
    public Installed installed() throws UpdateException, InterruptedException {
      verb("installed");
      return new Installed(running, running, self);
    }

    @Override
    public Release resolve(Request request) throws UpdateException, InterruptedException {
      verb("resolve");
      String version = request.latest() ? latest : request.version();
      return new Release(version, "sha256:" + version, 10, Map.of("from", "a test"));
    }

    @Override
    public Prepared prepare(Update update) throws UpdateException, InterruptedException {
      verb("prepare");
      update.progress().report(5, 10);
      Map<String, String> state = new HashMap<>(prepared);
      state.put("old", update.previous().version());
      return new Prepared(update.release().version(), state);
    }

    @Override
    public boolean handOver(Update update, List<String> switcher)
        throws UpdateException, InterruptedException {
      verb("handOver");
      line.clear();
      line.addAll(switcher);
      return handsOver;
    }

    @Override
    public boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
      verb("switcherAlive");
      return switcherAlive;
    }

    @Override
    public List<String> switcherLog(Update update) {
      return List.of("no such file: java");
    }

    @Override
    public void activate(Update update) throws UpdateException, InterruptedException {
      verb("activate");
      running = update.prepared().identity();
      bootPolicy = "";
    }

    @Override
    public Health health(Update update) throws UpdateException, InterruptedException {
      verb("health");
      return health;
    }

    @Override
    public List<String> logTail(Update update) throws UpdateException, InterruptedException {
      verb("logTail");
      return List.of("starting", "cannot open /dev/sensor");
    }

    @Override
    public void rollBack(Update update) throws UpdateException, InterruptedException {
      verb("rollBack");
      running = update.previous().version();
      bootPolicy = running;
    }

    @Override
    public Duration commit(Update update) throws UpdateException, InterruptedException {
      verb("commit");
      bootPolicy = update.prepared().identity();
      return GAP;
    }

    @Override
    public List<Backup> backups() throws UpdateException, InterruptedException {
      verb("backups");
      return backups;
    }

    @Override
    public void release(Update update) throws UpdateException, InterruptedException {
      verb("release");
    }

    @Override
    public List<String> tidy() throws UpdateException, InterruptedException {
      verb("tidy");
      return List.of();
    }
  }
}
