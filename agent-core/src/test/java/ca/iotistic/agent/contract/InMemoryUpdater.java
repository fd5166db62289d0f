package ca.iotistic.agent.contract;

import static ca.iotistic.agent.contract.InMemoryPlatform.BACKUP;
import static ca.iotistic.agent.contract.InMemoryPlatform.TARGET;

import ca.iotistic.agent.contract.InMemoryPlatform.Artifact;
import ca.iotistic.agent.contract.InMemoryPlatform.Unit;
import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The smallest strategy that keeps the whole contract. Everything is found out anew, each act is
 * announced to the seam, and after each of them it may go on from there.
 *
 * @param answers whether the platform does
 * @param kept how many backups stay
 */
record InMemoryUpdater(InMemoryPlatform platform, Seam seam, boolean answers, int kept)
    implements Updater {
  private static final String NEXT = "next-";
  private static final int PARTS = 3;
  private static final long PART = 1000;

  @Override
  public Installed installed() throws UpdateException {
    Artifact now = inCharge().artifact();
    return new Installed(now.version(), now.digest(), false);
  }

  @Override
  public Release resolve(Request request) throws UpdateException {
    ask();
    Optional<Artifact> found =
        request.latest() ? platform.latest() : platform.published(request.version());
    Artifact artifact = found.orElseThrow(() -> notFound(request.version()));
    return new Release(artifact.version(), artifact.digest(), PARTS * PART, Map.of());
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    ask();
    Artifact artifact = fetched(update);
    String next = NEXT + update.id();
    boolean switched = platform.unit(TARGET).filter(unit -> isOf(update, unit)).isPresent();
    if (!switched && platform.unit(next).isEmpty()) {
      act("lay ready");
      platform.put(next, Unit.of(artifact, update.id()));
    }
    return new Prepared(artifact.digest(), Map.of("unit", next));
  }

  private Artifact fetched(Update update) throws UpdateException, InterruptedException {
    String digest = update.release().digest();
    Optional<Artifact> backup =
        platform.names(BACKUP).stream()
            .flatMap(name -> platform.unit(name).stream())
            .map(Unit::artifact)
            .filter(artifact -> artifact.digest().equals(digest))
            .findFirst();
    if (backup.isPresent()) {
      return backup.get();
    }
    Artifact artifact = platform.artifact(digest).orElseThrow(() -> notFound(digest));
    for (int part = 1; part <= PARTS && !platform.has(digest); part++) {
      act("fetch a part");
      update.progress().report(part * PART, PARTS * PART);
    }
    if (!platform.has(digest)) {
      act("keep the content");
      platform.keep(digest);
    }
    return artifact;
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    ask();
    Optional<Unit> old = platform.unit(TARGET).filter(unit -> !isOf(update, unit));
    if (old.isPresent()) {
      setAside(update, old.get());
    }
    if (platform.unit(TARGET).isEmpty()) {
      Unit next =
          platform
              .unit(NEXT + update.id())
              .orElseThrow(
                  () -> new UpdateException(Reason.START_FAILED, "nothing was laid ready"));
      act("put in place");
      platform.move(NEXT + update.id(), TARGET, next);
    }
    start();
  }

  private void setAside(Update update, Unit old) throws InterruptedException {
    if (old.running()) {
      act("stop");
      platform.put(TARGET, old.stopped());
    }
    if (old.boots()) {
      act("park");
      platform.put(TARGET, old.stopped().booting(false));
    }
    act("set aside");
    Unit parked = old.stopped().booting(false).aside(update.startedAt());
    platform.move(TARGET, BACKUP + update.id(), parked);
  }

  private void start() throws UpdateException, InterruptedException {
    Unit now = inCharge();
    if (now.running()) {
      return;
    }
    act("start");
    if (now.artifact().conduct() == Conduct.NEVER_STARTS) {
      throw new UpdateException(
          Reason.START_FAILED, now.artifact().version() + " cannot be started");
    }
    platform.put(TARGET, now.started(platform.nextRun()));
  }

  @Override
  public Health health(Update update) throws UpdateException {
    Unit now = inCharge();
    if (!isOf(update, now)) {
      return new Health.Starting("the old one is in charge");
    }
    return now.running()
        ? new Health.Healthy("run-" + now.run(), now.artifact().digest())
        : new Health.Unhealthy(Reason.CRASHED, "it ended with exit status 3");
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException {
    Artifact now = inCharge().artifact();
    return now.conduct() == Conduct.WORKS
        ? List.of("version " + now.version())
        : List.of("version " + now.version(), "cannot go on");
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    ask();
    Optional<Unit> old = platform.unit(BACKUP + update.id());
    if (old.isPresent() && platform.unit(TARGET).isPresent()) {
      act("remove the new one");
      platform.remove(TARGET);
    }
    if (old.isPresent()) {
      act("put back");
      platform.move(BACKUP + update.id(), TARGET, old.get());
    }
    if (platform.unit(NEXT + update.id()).isPresent()) {
      act("remove what was laid ready");
      platform.remove(NEXT + update.id());
    }
    start();
    comeBack();
    forget();
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    comeBack();
    return Duration.ZERO;
  }

  private boolean comeBack() throws UpdateException, InterruptedException {
    Unit now = inCharge();
    if (!now.boots()) {
      act("boot policy");
      platform.put(TARGET, now.booting(true));
    }
    return !now.boots();
  }

  @Override
  public List<Backup> backups() throws UpdateException {
    ask();
    List<Backup> all = new ArrayList<>();
    for (String name : platform.names(BACKUP)) {
      Unit unit = platform.unit(name).orElseThrow();
      Artifact made = unit.artifact();
      Release release =
          new Release(made.version(), made.digest(), PARTS * PART, Map.of("backup", name));
      all.add(new Backup(name, release, made.digest(), unit.asideAt(), true));
    }
    all.sort(Comparator.comparing(Backup::takenAt).reversed());
    return List.copyOf(all);
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    List<String> done = new ArrayList<>();
    if (comeBack()) {
      done.add("the boot policy was given back");
    }
    List<String> over = new ArrayList<>(platform.names(NEXT));
    backups().stream().skip(kept).map(Backup::id).forEach(over::add);
    for (String name : over) {
      act("remove " + name);
      platform.remove(name);
      done.add("removed " + name);
    }
    done.addAll(forget());
    return List.copyOf(done);
  }

  private List<String> forget() throws InterruptedException {
    List<String> forgotten = platform.unneeded();
    for (String content : forgotten) {
      act("forget a content");
      platform.forget(content);
    }
    return forgotten;
  }

  private static boolean isOf(Update update, Unit unit) {
    return unit.origin().equals(update.id());
  }

  private Unit inCharge() throws UpdateException {
    ask();
    return platform
        .unit(TARGET)
        .orElseThrow(() -> new UpdateException(Reason.UNSUPPORTED_TARGET, "nobody is in charge"));
  }

  private void ask() throws UpdateException {
    if (!answers) {
      throw new UpdateException(Reason.PLATFORM_UNAVAILABLE, "the platform does not answer");
    }
  }

  private void act(String what) throws InterruptedException {
    seam.before("memory " + what);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before it could " + what);
    }
  }

  private static UpdateException notFound(String what) {
    return new UpdateException(Reason.NOT_FOUND, "nobody has published " + what);
  }
}
