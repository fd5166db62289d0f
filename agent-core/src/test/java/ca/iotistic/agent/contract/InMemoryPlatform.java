package ca.iotistic.agent.contract;

import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A platform in memory with one target, for unit tests without an engine: {@link InMemoryProvider}
 * finds it by the setting {@value #SETTING}. Any thread may use it.
 */
public final class InMemoryPlatform {
  public static final String SETTING = "memory.platform";

  static final String TARGET = "target";
  static final String BACKUP = "backup-";
  private static final Map<String, InMemoryPlatform> ALL = new ConcurrentHashMap<>();

  private final Map<String, Artifact> published = new TreeMap<>();
  private final Map<String, Artifact> registry = new TreeMap<>();
  private final TreeSet<String> contents = new TreeSet<>();
  private final Map<String, Unit> units = new TreeMap<>();
  private int runs;

  /** What a version is. */
  record Artifact(String version, String digest, Conduct conduct) {
    static Artifact of(String version, Conduct conduct) {
      byte[] content = (version + " " + conduct).getBytes(StandardCharsets.UTF_8);
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        return new Artifact(version, "sha256:" + HexFormat.of().formatHex(hash), conduct);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every JVM has SHA-256", impossible);
      }
    }
  }

  /**
   * What can be started.
   *
   * @param origin the update that made it
   * @param run of its last start, 0 if it never was started
   * @param boots whether it is started after a boot
   * @param asideAt when it became a backup
   */
  record Unit(
      Artifact artifact, String origin, int run, boolean running, boolean boots, Instant asideAt) {
    static Unit of(Artifact artifact, String origin) {
      return new Unit(artifact, origin, 0, false, false, Instant.EPOCH);
    }

    Unit started(int run) {
      return new Unit(artifact, origin, run, artifact.conduct() == Conduct.WORKS, boots, asideAt);
    }

    Unit stopped() {
      return new Unit(artifact, origin, run, false, boots, asideAt);
    }

    Unit booting(boolean boots) {
      return new Unit(artifact, origin, run, running, boots, asideAt);
    }

    Unit aside(Instant since) {
      return new Unit(artifact, origin, run, running, boots, since);
    }
  }

  InMemoryPlatform(String version) {
    Artifact first = Artifact.of(version, Conduct.WORKS);
    contents.add(first.digest());
    units.put(TARGET, Unit.of(first, "").started(++runs).booting(true));
  }

  /**
   * A new one, in place of any that had the name.
   *
   * @param version runs, and comes back after a boot
   */
  public static InMemoryPlatform open(String name, String version) {
    InMemoryPlatform platform = new InMemoryPlatform(version);
    ALL.put(name, platform);
    return platform;
  }

  static void close(String name) {
    ALL.remove(name);
  }

  static Optional<InMemoryPlatform> of(Environment environment) {
    return Optional.ofNullable(ALL.get(environment.setting(SETTING, "")));
  }

  public synchronized void publish(String version, Conduct conduct) {
    Artifact artifact = Artifact.of(version, conduct);
    published.put(version, artifact);
    registry.put(artifact.digest(), artifact);
  }

  /** The version that runs in the target's place. */
  public synchronized Optional<String> running() {
    return unit(TARGET).filter(Unit::running).map(unit -> unit.artifact().version());
  }

  /** The version that a boot would bring up. */
  public synchronized Optional<String> comesBack() {
    return units.values().stream()
        .filter(Unit::boots)
        .map(unit -> unit.artifact().version())
        .findFirst();
  }

  /** Names of all that belongs to an update or a backup. */
  public synchronized List<String> belongings() {
    List<String> all = new ArrayList<>(units.keySet());
    all.remove(TARGET);
    contents.stream().filter(digest -> !needed(digest, TARGET)).forEach(all::add);
    return List.copyOf(all);
  }

  synchronized Optional<Artifact> published(String version) {
    return Optional.ofNullable(published.get(version));
  }

  /** The highest stable version. */
  synchronized Optional<Artifact> latest() {
    return published.values().stream()
        .filter(artifact -> new Version(artifact.version()).stable())
        .reduce((a, b) -> new Version(a.version()).below(new Version(b.version())) ? b : a);
  }

  synchronized Optional<Artifact> artifact(String digest) {
    return Optional.ofNullable(registry.get(digest));
  }

  synchronized Optional<Unit> unit(String name) {
    return Optional.ofNullable(units.get(name));
  }

  synchronized List<String> names(String beginning) {
    return units.keySet().stream().filter(name -> name.startsWith(beginning)).toList();
  }

  synchronized void put(String name, Unit unit) {
    units.put(name, unit);
  }

  synchronized void remove(String name) {
    units.remove(name);
  }

  /** As one act. */
  synchronized void move(String from, String to, Unit as) {
    units.remove(from);
    units.put(to, as);
  }

  synchronized int nextRun() {
    return ++runs;
  }

  synchronized boolean has(String content) {
    return contents.contains(content);
  }

  synchronized void keep(String content) {
    contents.add(content);
  }

  synchronized void forget(String content) {
    contents.remove(content);
  }

  /** Contents that no unit was made of. */
  synchronized List<String> unneeded() {
    return contents.stream().filter(digest -> !needed(digest, "")).toList();
  }

  private boolean needed(String digest, String by) {
    return units.entrySet().stream()
        .filter(unit -> unit.getKey().startsWith(by))
        .anyMatch(unit -> unit.getValue().artifact().digest().equals(digest));
  }
}
