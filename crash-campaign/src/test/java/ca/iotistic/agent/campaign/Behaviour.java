package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Scenario.Newcomer;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;

/** How the version in a container behaves. */
final class Behaviour {
  private static final long WARM_UP = 3000;
  private static final long BROKER_BACK = 200_000;

  private Behaviour() {}

  private static Newcomer of(SimWorld world, Container container) {
    return container.spec.update().equals(Scenario.UPDATE)
        ? world.scenario().newcomer()
        : Newcomer.GOOD;
  }

  static boolean panics(SimWorld world, Container container) {
    return of(world, container) == Newcomer.PANICS;
  }

  static boolean dies(SimWorld world, Container container) {
    return of(world, container) == Newcomer.DIES;
  }

  /** Ends by itself soon. */
  static boolean doomed(SimWorld world, Container container) {
    return panics(world, container) || dies(world, container);
  }

  static boolean hears(SimWorld world, Container container) {
    return switch (of(world, container)) {
      case MUTE -> false;
      case SILENT ->
          container.starts == 1 && world.scheduler().now() - container.startedAt < 12_000;
      case LATE -> world.scheduler().now() > BROKER_BACK;
      default -> true;
    };
  }

  /** As an inspect with a health check shows it. */
  static Health health(SimWorld world, Container container) {
    return switch (container.state) {
      case CREATED -> new Health.Starting("created");
      case EXITED, RESTARTING -> new Health.Unhealthy(Reason.CRASHED, "exited");
      case RUNNING -> running(world, container);
    };
  }

  private static Health running(SimWorld world, Container container) {
    long age = world.scheduler().now() - container.startedAt;
    Newcomer newcomer = of(world, container);
    boolean flickers = age > WARM_UP + 3000 && age < WARM_UP + 6000;
    boolean bad = newcomer == Newcomer.UNHEALTHY || (newcomer == Newcomer.FICKLE && flickers);
    if (age < WARM_UP) {
      return new Health.Starting("warming up");
    }
    return bad
        ? new Health.Unhealthy(Reason.UNHEALTHY, "the health check fails")
        : new Health.Healthy(
            container.id + "#" + container.starts, SimUpdater.identity(container.spec.image()));
  }
}
