package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Role;
import ca.iotistic.agent.update.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One device: its platform, its clocks, its disk, and what it has told the outside. */
final class SimWorld {
  static final String NAME = "iotistic-agent";

  private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

  private static final long MADE_AGAIN = 150_000;

  private final Setup setup;
  private final Path root;
  private final Random chance;
  private final Scheduler scheduler;
  private final Platform platform;
  private final Events events;
  private final Invariants invariants;
  private final List<SimProcess> processes = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<Outcome> delivered = new ArrayList<>();
  private Duration jumped = Duration.ZERO;
  private long bootedAt;
  private long lastStrike = -1;
  private long helperRemovedAt = -1;
  private boolean lateDisk;
  private boolean drowsy;
  private boolean journalLost;
  private boolean begun;

  /**
   * What makes a run.
   *
   * @param broken the rule that the strategy breaks
   */
  record Setup(Scenario scenario, List<Strike> strikes, long seed, BrokenStrategy broken) {}

  SimWorld(Setup setup, Path root) {
    this.setup = setup;
    this.root = root;
    this.chance = new Random(setup.seed());
    this.scheduler = new Scheduler(this::crashed);
    this.platform = new Platform(scheduler, chance, this::process);
    this.events = new Events(this, setup.strikes());
    this.invariants = new Invariants(this);
  }

  /** A full disk may end a process; anything else is a bug. */
  private void crashed(Task task, Throwable crash) {
    if (!(crash instanceof IOException || crash instanceof InterruptedException)) {
      StringWriter trace = new StringWriter();
      crash.printStackTrace(new PrintWriter(trace));
      complain(task.getName() + " crashed: " + trace);
    }
  }

  private SimProcess process(Container container) {
    SimProcess process =
        switch (container.spec.role()) {
          case HELPER -> new SwitcherProcess(this, container);
          case HOST -> new AgentProcess(this, container);
          case AGENT ->
              scenario().inPlace()
                  ? new DumbProcess(this, container)
                  : new AgentProcess(this, container);
        };
    processes.add(process);
    return process;
  }

  Scenario scenario() {
    return setup.scenario();
  }

  boolean breaks(BrokenStrategy rule) {
    return setup.broken() == rule;
  }

  Random chance() {
    return chance;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Platform platform() {
    return platform;
  }

  Events events() {
    return events;
  }

  Invariants invariants() {
    return invariants;
  }

  Path root() {
    return root;
  }

  Path journal() {
    return root.resolve("journal.json");
  }

  Path emptyMount() {
    return root.resolveSibling(root.getFileName() + "-empty");
  }

  /** Shorter than the defaults, so that more devices fit into a minute. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("health.timeout", "60s");
    settings.put("health.stable_for", "10s");
    settings.put("health.offline", "10m");
    if (scenario() == Scenario.BROKER_AWAY) {
      settings.put("mqtt.url", "tcp://127.0.0.1:1");
    }
    return settings;
  }

  Instant wallClock() {
    return START.plusMillis(scheduler.now()).plus(jumped);
  }

  void clockJumps(Duration by) {
    jumped = jumped.plus(by);
  }

  /** Since the boot, so that nobody can compare it with a value from before. */
  Duration uptime() {
    return Duration.ofMillis(scheduler.now() - bootedAt + 1000);
  }

  long bootedAt() {
    return bootedAt;
  }

  void power() {
    platform.power();
    processes.forEach(SimProcess::kill);
    processes.clear();
    bootedAt = scheduler.now();
  }

  void diskIsLate() {
    lateDisk = true;
  }

  /** Whether this start of a helper finds an empty mount point; the next one does not. */
  boolean lateDisk() {
    boolean late = lateDisk;
    lateDisk = false;
    return late;
  }

  void journalLost() {
    journalLost = true;
    invariants.forget();
  }

  boolean hasLostJournal() {
    return journalLost;
  }

  void helperIsDrowsy() {
    drowsy = true;
  }

  /** Whether this look of a helper is the one with which it stands still. */
  boolean drowsy(Container container) {
    boolean now = drowsy && container.spec.role() == Role.HELPER;
    drowsy &= !now;
    return now;
  }

  void helperRemoved() {
    helperRemovedAt = scheduler.now();
  }

  /** A person has just removed the helper, and whoever runs has a while to make it again. */
  boolean helperIsBeingMadeAgain() {
    return helperRemovedAt >= 0
        && scheduler.now() - helperRemovedAt < MADE_AGAIN
        && runningAgent().isPresent();
  }

  /** The journal of the update has been seen. */
  void begun() {
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  void struck() {
    lastStrike = scheduler.now();
  }

  long lastStrike() {
    return lastStrike;
  }

  Optional<Container> helper() {
    return platform.containers().stream().filter(c -> c.spec.role() == Role.HELPER).findFirst();
  }

  Optional<Container> runningAgent() {
    return platform.containers().stream().filter(c -> c.agent() && c.running()).findFirst();
  }

  void deliver(Outcome outcome) {
    delivered.add(outcome);
  }

  List<Outcome> delivered() {
    return delivered;
  }

  void complain(String what) {
    complaints.add("at " + scheduler.now() + " ms: " + what);
  }

  List<String> complaints() {
    return complaints;
  }
}
