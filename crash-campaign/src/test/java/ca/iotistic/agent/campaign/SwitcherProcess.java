package ca.iotistic.agent.campaign;

import ca.iotistic.agent.update.SwitcherMain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The helper: the real second half, with the arguments that its container was made with. */
final class SwitcherProcess extends SimProcess {
  private @Nullable Thread worker;

  SwitcherProcess(SimWorld world, Container container) {
    super(world, container);
  }

  @Override
  void main() throws Exception {
    worker = Thread.currentThread();
    SimTime time = new SimTime(world());
    time.sleep(java.time.Duration.ofMillis(200 + world().chance().nextInt(1000)));
    if (world().scenario() == Scenario.NO_SWITCHER) {
      return;
    }
    SwitcherMain.run(arguments(), time, new SimSeam(this), name -> new SimProvider(this));
  }

  private List<String> arguments() {
    List<String> command = container().spec.command();
    List<String> arguments =
        new ArrayList<>(command.subList(command.indexOf("--state"), command.size()));
    if (world().lateDisk()) {
      arguments.set(1, world().emptyMount().toString());
    }
    return arguments;
  }

  @Override
  void terminate() {
    if (worker == null) {
      kill();
    } else {
      worker.interrupt();
    }
  }

  @Override
  void letGo() {
    // Holds nothing but locks, which its unwinding gives back.
  }
}
