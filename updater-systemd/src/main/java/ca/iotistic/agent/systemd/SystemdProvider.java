package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.SdNotify;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.systemd.release.ReleaseSource;
import java.util.List;

/** Replaces the agent's own service, or the one of {@code systemd.unit}. */
public final class SystemdProvider implements UpdaterProvider {
  @Override
  public String id() {
    return "systemd";
  }

  @Override
  public List<Check> check(Environment environment) {
    Target target = Target.of(environment);
    Systemctl systemctl = new Systemctl(environment.processes());
    SwitcherUnit switcher =
        new SwitcherUnit(
            target,
            systemctl,
            environment.stateDirectory(),
            environment.seam(),
            environment.time());
    try {
      return new Preflight(target, systemctl, switcher, Own.ofThisProcess(), Preflight.BOOTED)
          .checks(environment);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of(
          Check.refused(Reason.TIMED_OUT, "systemd was asked", "ask again: interrupted"));
    }
  }

  @Override
  public List<Check> advice(Environment environment) {
    try {
      return source(environment).advice();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static ReleaseSource source(Environment environment) {
    return new ReleaseSource(environment, Target.of(environment).binary());
  }

  @Override
  public Updater create(Environment environment) {
    return new SystemdUpdater(
        environment,
        new Systemctl(environment.processes()),
        Own.ofThisProcess(),
        source(environment),
        new SdNotify(environment.processes(), System.getenv()));
  }
}
