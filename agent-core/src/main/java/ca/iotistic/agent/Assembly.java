package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.InboxSource;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.schedule.Plan;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.Secrets;
import ca.iotistic.agent.status.StateDocument;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.status.StatusPublisher;
import ca.iotistic.agent.update.Flight;
import ca.iotistic.agent.update.HealthSettings;
import ca.iotistic.agent.update.Standing;
import ca.iotistic.agent.update.SwitcherCommand;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the parts of an agent, starts them and stops them; the one class that knows all of them.
 */
final class Assembly {
  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  /** No version of this library is older, so no clock that shows less is right. */
  static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  /** What the builder was given. */
  record Wanted(
      String device,
      String version,
      Path stateDirectory,
      Settings settings,
      Optional<CommandSource> commands,
      Optional<StatusPublisher> statuses,
      List<Class<? extends UpdaterProvider>> updaters,
      List<Consumer<StatusEvent>> listeners) {}

  private static final long ENDING_MILLIS = 10_000;

  private final Wanted wanted;
  private final StateDirectory state;
  private final Instance instance;
  private final UpdaterProvider provider;
  private final Environment environment;
  private final UpdateEngine engine;
  private final Intake intake;
  private final Worker worker;
  private final Outlet outlet;
  private final Connection connection;
  private final InboxSource inbox;
  private final LocalCommands localCommands;
  private final List<Thread> threads = new ArrayList<>();
  private boolean inboxStarted;

  static Assembly of(Wanted wanted) throws IOException, UpdateException {
    return new Assembly(wanted, Time.system(), Seam.NONE);
  }

  private Assembly(Wanted wanted, Time time, Seam seam) throws IOException, UpdateException {
    this.wanted = wanted;
    Settings settings = wanted.settings();
    state = StateDirectory.open(wanted.stateDirectory(), seam);
    instance = new Instance(state);
    environment = Platform.environment(wanted, state, time, seam);
    provider = Platform.choose(wanted.updaters(), environment);

    Decisions decisions = Decisions.open(state, seam, time);
    Outbox outbox = Outbox.open(state, Secrets.of(System.getenv()), time, seam);
    Plan plan = settings.plan(wanted.device());
    UpdateScheduler scheduler = UpdateScheduler.open(state, plan, BUILT, time);
    Announcements announcements = new Announcements(decisions, outbox);
    Presence presence = new Presence(time);
    Hearing hearing = new Hearing(time);
    Standings standings = new Standings();
    Reports reports = new Reports(decisions, outbox, scheduler);
    HourGate gate = new HourGate(scheduler, decisions, announcements, this::pokeOutlet, time);
    engine =
        UpdateEngine.create(
            new UpdateEngine.Parts(
                state,
                provider,
                environment,
                HealthSettings.from(settings.all()),
                gate,
                reports,
                presence::mostly,
                SwitcherCommand.ofThisJvm(state, environment, provider)));
    Agenda agenda = new Agenda(decisions, outbox, scheduler, announcements, wanted::version);
    StateView view =
        new StateView(
            wanted.version(),
            provider.id(),
            plan.zone().getId(),
            engine,
            decisions,
            scheduler,
            outbox);
    connection = Connection.of(wanted, offlineState(wanted, provider, plan), time);
    outlet =
        new Outlet(
            new Outlet.Parts(
                instance,
                connection.statuses(),
                outbox,
                view,
                state.file("local.json"),
                engine,
                standings,
                presence,
                hearing),
            () -> retained(decisions, engine),
            decisions::listened);
    intake =
        new Intake(
            new Intake.Parts(
                standings, decisions, outbox, announcements, agenda, engine, presence, hearing),
            wanted.version(),
            scheduler::clockTrusted,
            this::pokeWorker,
            outlet::stateAsked);
    worker =
        new Worker(
            instance,
            engine,
            agenda,
            standings,
            decisions,
            reports,
            wanted.version(),
            this::turned);
    inbox = new InboxSource(state.inbox(), seam);
    localCommands = new LocalCommands(intake, agenda, decisions, this::pokeWorker);
    outbox.listen(event -> LOG.info("update={} status {}", event.updateId(), event));
    outbox.listen(event -> outlet.poke());
    wanted.listeners().forEach(outbox::listen);
  }

  void start() {
    LOG.info(
        "update agent started device={} version={} strategy={} state={}",
        wanted.device(),
        wanted.version(),
        provider.id(),
        state.root());
    LOG.warn(
        "update commands and artifacts are accepted without a signature: whoever may publish to the"
            + " update topic of this device decides what runs on it");
    begin("iotistic-update", worker);
    begin("iotistic-status", outlet);
  }

  void close() {
    connection.commands().stop();
    inbox.stop();
    worker.close();
    outlet.close();
    threads.forEach(Thread::interrupt);
    threads.forEach(Assembly::join);
    instance.release();
  }

  /**
   * A thread that does not end in time keeps no successor waiting; its journal writes are fenced.
   */
  private static void join(Thread thread) {
    try {
      if (!thread.equals(Thread.currentThread())) {
        thread.join(ENDING_MILLIS);
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  LocalControl local() {
    return new LocalControl() {
      @Override
      public boolean alive() {
        return threads.stream().allMatch(Thread::isAlive);
      }

      @Override
      public List<Check> checks() {
        return provider.check(environment);
      }

      @Override
      public List<Backup> backups() throws UpdateException, InterruptedException {
        return engine.backups();
      }
    };
  }

  private void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** On the worker thread, before it acts as what it has become. */
  private void turned(Standing before, Standing now) throws IOException {
    if (now == Standing.ASIDE) {
      return;
    }
    connection.unconfirmed(now == Standing.PROBATION);
    connection.startOnce(intake);
    if (now == Standing.IN_CHARGE) {
      if (before == Standing.PROBATION) {
        LOG.info("update probation is over");
        intake.release();
        connection.redeliver();
      }
      if (!inboxStarted) {
        inboxStarted = true;
        inbox.start(localCommands);
      }
    }
    if (before != now) {
      outlet.poke();
    }
  }

  private void pokeWorker() {
    worker.poke();
  }

  private void pokeOutlet() {
    outlet.poke();
  }

  private static byte[] offlineState(Wanted wanted, UpdaterProvider provider, Plan plan) {
    return new StateDocument(
            false,
            wanted.version(),
            provider.id(),
            plan.zone().getId(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .toJson();
  }

  /** Whether the command of the update in flight has to come again when this agent subscribes. */
  private static boolean retained(Decisions decisions, UpdateEngine engine) {
    try {
      Optional<String> id = engine.flight().map(Flight::id);
      return decisions.pending().stream()
          .anyMatch(
              a ->
                  a instanceof Decision.Start start
                      && id.filter(start.jobId()::equals).isPresent());
    } catch (IOException unreadable) {
      return true;
    }
  }
}
