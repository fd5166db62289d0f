package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.util.List;
import java.util.Optional;

/** One look at the new one. */
final class Observation {
  private static final int LINES = 60;

  private final Target target;
  private final Systemctl systemctl;
  private final Disk disk;
  private final SelfTest selfTest;
  private final Marks marks;
  private Optional<String> asked = Optional.empty();

  Observation(Target target, Systemctl systemctl, Disk disk, SelfTest selfTest, Marks marks) {
    this.target = target;
    this.systemctl = systemctl;
    this.disk = disk;
    this.selfTest = selfTest;
    this.marks = marks;
  }

  Health health(Update update) throws UpdateException, InterruptedException {
    UnitState now = systemctl.show(target.unit());
    if (!now.loaded()) {
      return new Health.Unhealthy(
          Reason.START_FAILED,
          "the unit " + target.unit() + " is " + now.get("LoadState") + "; see: systemctl status");
    }
    if (now.between() || now.get("ActiveState").equals("failed")) {
      return new Health.Unhealthy(Reason.CRASHED, now.end());
    }
    if (now.starting() || now.stopping() || now.queued() || old(update, now)) {
      return new Health.Starting(
          target.unit() + " is " + now.get("ActiveState") + " (" + now.get("SubState") + ")");
    }
    if (!now.active() || !now.get("SubState").equals("running")) {
      return new Health.Unhealthy(
          Reason.CRASHED, now.active() ? "it does not run on: " + now.end() : now.end());
    }
    return running(update, now);
  }

  private boolean old(Update update, UnitState now) {
    return marks
        .read(update, Marks.SWITCHED)
        .map(run -> !run.id().isEmpty() && run.id().equals(now.run()))
        .orElse(false);
  }

  private Health running(Update update, UnitState now)
      throws UpdateException, InterruptedException {
    String identity = disk.digest(target.binary()).orElse("");
    if (!asked.equals(Optional.of(identity))) {
      Optional<Version> said = selfTest.version(target.binary());
      Optional<Version> wanted = Version.parse(update.release().version());
      if (said.isPresent() && wanted.isPresent() && !said.get().equivalent(wanted.get())) {
        return new Health.Unhealthy(
            Reason.VERSION_MISMATCH, target.binary() + " says that it is " + said.get().text());
      }
      asked = Optional.of(identity);
    }
    return new Health.Healthy(now.run(), identity);
  }

  List<String> logTail(Update update) throws UpdateException, InterruptedException {
    Optional<Marks.Run> switched = marks.read(update, Marks.SWITCHED);
    return switched.isEmpty()
        ? List.of()
        : systemctl.journal(target.unit(), switched.get().epochSecond(), LINES);
  }
}
