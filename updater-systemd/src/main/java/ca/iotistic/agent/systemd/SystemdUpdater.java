package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.SdNotify;
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
import ca.iotistic.agent.spi.Version;
import ca.iotistic.agent.systemd.release.Source;
import java.time.Duration;
import java.util.List;

/** The verbs; each one is a class of its own. */
final class SystemdUpdater implements Updater {
  private final Target target;
  private final Environment environment;
  private final Own own;
  private final Source source;
  private final Disk disk;
  private final SelfTest selfTest;
  private final BackupFiles backups;
  private final SwitcherUnit switcher;
  private final Preparation preparation;
  private final Activation activation;
  private final Observation observation;
  private final WayBack wayBack;
  private final Tidying tidying;
  private final SdNotify gate;

  /**
   * @param gate hears in the switcher that what waits for it at boot may start
   */
  SystemdUpdater(
      Environment environment, Systemctl systemctl, Own own, Source source, SdNotify gate) {
    this.environment = environment;
    this.target = Target.of(environment);
    this.own = own;
    this.source = source;
    this.gate = gate;
    this.disk = new Disk(environment.seam());
    this.selfTest = new SelfTest(environment.processes(), System.getProperty("java.home"));
    this.backups = new BackupFiles(environment.backups(), disk, environment.seam());
    Marks marks = new Marks(environment.seam());
    this.switcher =
        new SwitcherUnit(
            target,
            systemctl,
            environment.stateDirectory(),
            environment.seam(),
            environment.time());
    Restart restart = new Restart(systemctl, target.unit(), marks, environment.time());
    this.preparation = new Preparation(target, source, backups, disk, selfTest, switcher);
    this.activation = new Activation(target, systemctl, disk, restart);
    this.observation = new Observation(target, systemctl, disk, selfTest, marks);
    this.wayBack =
        new WayBack(target, systemctl, disk, backups, restart, marks, environment.time(), gate);
    this.tidying = new Tidying(target, disk, backups, switcher);
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    String identity =
        disk.digest(target.binary())
            .orElseThrow(
                () ->
                    new UpdateException(
                        Reason.UNSUPPORTED_TARGET,
                        "there is no " + target.binary() + "; install one, or set systemd.binary"));
    boolean self = own.is(target);
    String version =
        self
            ? environment.agentVersion()
            : selfTest.version(target.binary()).map(Version::text).orElse("0.0.0");
    return new Installed(version, identity, self);
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    return source.resolve(request, installed());
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    return preparation.prepare(update);
  }

  @Override
  public boolean handOver(Update update, List<String> command)
      throws UpdateException, InterruptedException {
    if (!update.previous().self()) {
      return false;
    }
    switcher.arm(update, command);
    return true;
  }

  @Override
  public boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
    return switcher.alive(update);
  }

  @Override
  public List<String> switcherLog(Update update) throws UpdateException, InterruptedException {
    return switcher.log(update);
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    gate.ready();
    activation.activate(update);
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return observation.health(update);
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return observation.logTail(update);
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    wayBack.rollBack(update);
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return activation.commit();
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return backups.backups();
  }

  @Override
  public void release(Update update) throws UpdateException, InterruptedException {
    switcher.release(update.id());
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    List<String> done = tidying.tidy(environment.backupsKept());
    source.prune();
    return done;
  }
}
