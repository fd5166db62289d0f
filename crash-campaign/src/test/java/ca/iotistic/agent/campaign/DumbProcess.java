package ca.iotistic.agent.campaign;

import java.time.Duration;

/** A target that is not an agent: it runs until it is told to stop. */
final class DumbProcess extends SimProcess {
  private static final Duration FOREVER = Duration.ofDays(1);

  DumbProcess(SimWorld world, Container container) {
    super(world, container);
  }

  @Override
  void main() throws Exception {
    while (true) {
      new SimTime(world()).sleep(FOREVER);
    }
  }

  @Override
  void terminate() {
    kill();
  }

  @Override
  void letGo() {
    // Holds nothing.
  }
}
