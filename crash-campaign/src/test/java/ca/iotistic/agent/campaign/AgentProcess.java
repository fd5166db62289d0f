package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Event.Moment;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.update.HealthSettings;
import ca.iotistic.agent.update.Outcome;
import ca.iotistic.agent.update.Standing;
import ca.iotistic.agent.update.UpdateEngine;
import ca.iotistic.agent.update.UpdateListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent, reduced to what it does for updates: it opens, reconciles, runs the job, confirms. */
final class AgentProcess extends SimProcess {
  private static final Duration TICK = Duration.ofSeconds(30);

  private static final Duration QUICK_TICK = Duration.ofSeconds(3);

  private final SimTime time;
  private final SimSeam seam;
  private @Nullable UpdateEngine engine;
  private StateDirectory.@Nullable Lock instance;
  private boolean stopping;

  AgentProcess(SimWorld world, Container container) {
    super(world, container);
    time = new SimTime(world);
    seam = new SimSeam(this);
  }

  @Override
  void main() throws Exception {
    time.sleep(Duration.ofMillis(300 + world().chance().nextInt(1500)));
    if (Behaviour.panics(world(), container())) {
      return;
    }
    if (Behaviour.dies(world(), container())) {
      spawn("dies", () -> dieLater());
    }
    StateDirectory state = StateDirectory.open(world().root(), seam);
    Optional<StateDirectory.Lock> lock = state.instanceLock();
    if (lock.isEmpty()) {
      world().complain("a second agent came up in " + container());
      return;
    }
    instance = lock.get();
    UpdateEngine opened = UpdateEngine.create(parts(state));
    engine = opened;
    serve(opened);
  }

  private void serve(UpdateEngine opened) throws IOException, InterruptedException {
    Standing standing = open(opened);
    if (world().scenario() == Scenario.CANCELLED) {
      spawn("cancels", () -> cancel(opened));
    }
    boolean confirming = false;
    while (!stopping) {
      if (standing == Standing.PROBATION && !confirming) {
        confirming = true;
        spawn("confirms", () -> confirm(opened));
      }
      standing = work(opened);
      time.sleep(standing == Standing.IN_CHARGE ? TICK : QUICK_TICK);
    }
  }

  private Standing open(UpdateEngine opened) throws InterruptedException {
    while (true) {
      try {
        return opened.open();
      } catch (IOException full) {
        time.sleep(QUICK_TICK);
      }
    }
  }

  /** As the worker thread of the agent does: what fails is tried again at the next tick. */
  private Standing work(UpdateEngine opened) throws InterruptedException {
    try {
      Standing standing = opened.reconcile();
      if (standing == Standing.IN_CHARGE && opened.flight().isEmpty()) {
        nextJob(opened);
      }
      return standing;
    } catch (IOException failed) {
      return Standing.IN_CHARGE;
    }
  }

  /** The command was accepted durably: it is carried out until its end was told. */
  private void nextJob(UpdateEngine opened) throws IOException, InterruptedException {
    if (world().delivered().isEmpty()) {
      opened.run(world().scenario().job());
    }
  }

  private void confirm(UpdateEngine opened) throws InterruptedException {
    while (world().delivered().isEmpty()) {
      time.sleep(Duration.ofSeconds(2));
      if (Behaviour.hears(world(), container())) {
        try {
          opened.confirm(Optional.empty());
        } catch (IOException full) {
          // The next one may find room.
        }
      }
    }
  }

  private void cancel(UpdateEngine opened) throws InterruptedException {
    while (true) {
      time.sleep(Duration.ofSeconds(7));
      if (world().hasBegun()) {
        opened.cancel(Scenario.UPDATE, Reason.CANCELLED);
      }
    }
  }

  private void dieLater() throws InterruptedException {
    time.sleep(Duration.ofSeconds(6));
    kill();
  }

  private UpdateEngine.Parts parts(StateDirectory state) {
    Environment environment =
        new Environment(
            world().settings(),
            container().spec.image(),
            state.root(),
            state.backups(),
            3,
            new Processes(seam),
            time,
            seam);
    return new UpdateEngine.Parts(
        state,
        new SimProvider(this),
        environment,
        HealthSettings.from(environment.settings()),
        job -> gate(),
        new Listener(),
        () -> true,
        () -> List.of("java", "-cp", "switcher.jar"));
  }

  private void gate() throws InterruptedException {
    if (world().scenario() == Scenario.GATED || world().scenario() == Scenario.CANCELLED) {
      time.sleep(Duration.ofSeconds(45));
    }
  }

  @Override
  void terminate() {
    if (engine == null) {
      kill();
    } else if (!stopping) {
      stopping = true;
      UpdateEngine closed = engine;
      spawn("terminates", () -> shutDown(closed));
    }
  }

  private void shutDown(UpdateEngine closed) throws InterruptedException {
    closed.close();
    time.sleep(Duration.ofMillis(500 + world().chance().nextInt(1000)));
    kill();
  }

  @Override
  void letGo() {
    if (instance != null) {
      try {
        instance.close();
      } catch (IOException impossible) {
        throw new java.io.UncheckedIOException(impossible);
      }
    }
  }

  /** Its outbox: durable once it has returned. */
  private final class Listener implements UpdateListener {
    @Override
    public void ended(Outcome outcome) {
      world().events().happen(AgentProcess.this, "write outbox", Moment.BEFORE);
      world().deliver(outcome);
      world().events().happen(AgentProcess.this, "write outbox", Moment.AFTER);
    }
  }
}
