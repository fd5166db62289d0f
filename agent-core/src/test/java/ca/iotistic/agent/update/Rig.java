package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device with its clock, its state directory and its agents, one after the other. */
final class Rig {
  static final String ID = "update-1";

  final Clock clock = new Clock();
  final Device device = new Device();
  final Ear ear = new Ear();
  final Acts acts = new Acts();
  final StateDirectory state;
  final Map<String, String> settings = new HashMap<>(Map.of("health.stable_for", "10s"));
  Gate gate = Gate.OPEN;
  boolean connected = true;
  SwitcherCommand command = () -> List.of("java", "SwitcherMain");

  Rig(Path directory) throws IOException {
    state = StateDirectory.open(directory.resolve("state"), Seam.NONE);
  }

  static Job job(String version) {
    return Job.of(ID, Request.of(version));
  }

  static Job forced(String version) {
    return new Job(
        ID, Request.of(version), Optional.empty(), true, false, Optional.empty(), Optional.empty());
  }

  static Job backTo(String backup) {
    return new Job(
        ID,
        Request.of("latest"),
        Optional.of(backup),
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** A new agent process; nothing of the one before is left but files and the device. */
  UpdateEngine agent() {
    return UpdateEngine.create(
        new UpdateEngine.Parts(
            state(),
            device,
            environment(),
            HealthSettings.from(settings),
            new Lasting(),
            ear,
            () -> connected,
            () -> command.line()));
  }

  UpdateEngine opened() throws IOException {
    UpdateEngine agent = agent();
    agent.open();
    return agent;
  }

  /** A switcher process with the line of the last hand-over, until it is idle or exits. */
  Optional<Integer> switcher() throws InterruptedException {
    return switcher(clock);
  }

  Optional<Integer> switcher(Time time) throws InterruptedException {
    List<String> line = List.copyOf(device.line);
    try {
      List<String> arguments = line.subList(line.indexOf("--state"), line.size());
      return Optional.of(SwitcherMain.run(arguments, time, acts, name -> device));
    } catch (Acts.Death death) {
      return Optional.empty();
    }
  }

  /** Hands over to a switcher that writes its first entry, and no more. */
  void pickUpAtOnce() {
    device.trouble("handOver", () -> clock.meanwhile(this::pickUp));
  }

  void pickUp() {
    try {
      Journal journal = journal(Owner.SWITCHER);
      Optional<Entry> given =
          journal.read().filter(e -> e.in(Phase.PREPARED) && e.owner() == Owner.SWITCHER);
      if (given.isPresent()) {
        journal.write(given.get(), given.get().on(Event.DONE, clock.now()));
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  Entry entry() throws IOException {
    return journal(Owner.AGENT).peek().orElseThrow();
  }

  boolean journalGone() throws IOException {
    return state.journal().read().isEmpty();
  }

  Journal journal(Owner owner) {
    return new Journal(state(), lock(), acts, owner);
  }

  History history() {
    return new History(state(), lock(), acts);
  }

  /** Whatever the gate is by then. */
  private final class Lasting implements Gate {
    @Override
    public void pass(Job job) throws UpdateException, InterruptedException {
      gate.pass(job);
    }

    @Override
    public void leave(Job job) throws InterruptedException {
      gate.leave(job);
    }
  }

  private WriteLock lock() {
    return new WriteLock(state, clock);
  }

  private StateDirectory state() {
    return StateDirectory.at(state.root(), acts);
  }

  Environment environment() {
    return new Environment(
        settings, "1.0.5", state.root(), state.backups(), 3, new Processes(acts), clock, acts);
  }
}
