package ca.iotistic.agent;

import ca.iotistic.agent.command.InboxSource;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.schedule.Plan;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.Secrets;
import ca.iotistic.agent.update.ContainedProvider;
import ca.iotistic.agent.update.Flight;
import ca.iotistic.agent.update.HealthSettings;
import ca.iotistic.agent.update.SwitcherCommand;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of an agent and ties them together; the one class that knows all of them. */
final class Assembly {
  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  /** No version of this library is older, so no clock that shows less is right. */
  static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private final Wanted wanted;
  private final Time time;
  private final Seam seam;
  private final StateDirectory state;
  private final Environment environment;
  private final UpdaterProvider provider;
  private final Decisions decisions;
  private final Outbox outbox;
  private final Plan plan;
  private final UpdateScheduler scheduler;
  private final Announcements announcements;
  private final HookSettings hooks;
  private final Reports reports;
  private final Presence presence;
  private final Hearing hearing;
  private final Standings standings = new Standings();
  private final Signal work = new Signal();
  private final Signal speech = new Signal();
  private final UpdateEngine engine;

  static Lifecycle of(Wanted wanted) throws IOException, UpdateException {
    return new Assembly(wanted, Time.system(), Seam.plugged()).tied();
  }

  private Assembly(Wanted wanted, Time time, Seam seam) throws IOException, UpdateException {
    this.wanted = wanted;
    this.time = time;
    this.seam = seam;
    Settings settings = wanted.settings();
    hooks = HookSettings.from(settings);
    state = StateDirectory.open(wanted.stateDirectory(), seam);
    plan = settings.plan(wanted.device());
    scheduler = UpdateScheduler.open(state, plan, BUILT, time);
    environment = Platform.environment(wanted, state, time, seam, scheduler::confirm);
    provider = Platform.chooseOrNone(wanted, environment);
    decisions = Decisions.open(state, seam, time);
    outbox = Outbox.open(state, Secrets.of(System.getenv()), time, seam);
    announcements = new Announcements(decisions, outbox);
    reports = new Reports(decisions, outbox, scheduler, afterCommit());
    presence = new Presence(time);
    hearing = new Hearing(time);
    engine =
        UpdateEngine.create(
            new UpdateEngine.Parts(
                state,
                provider,
                environment,
                HealthSettings.from(settings.all()),
                gate(),
                reports,
                presence::mostly,
                wanted
                    .switcher()
                    .orElseGet(() -> SwitcherCommand.ofThisJvm(state, environment, provider))));
  }

  private Lifecycle tied() {
    Instance instance = new Instance(state);
    StateView view =
        new StateView(
            wanted.version(),
            provider.id(),
            plan.zone().getId(),
            engine,
            decisions,
            scheduler,
            outbox);
    Will will = new Will(view::offline);
    Connection connection = Connection.of(wanted, will, time);
    Outlet outlet = outlet(instance, view, connection, will);
    Agenda agenda = new Agenda(decisions, outbox, scheduler, announcements, wanted::version);
    Intake intake =
        new Intake(
            new Intake.Parts(
                standings, decisions, outbox, announcements, agenda, engine, presence, hearing),
            wanted.version(),
            scheduler::clockTrusted,
            work::poke,
            outlet::stateAsked);
    InboxSource inbox = new InboxSource(state.inbox(), seam, wanted.settings().inboxWatched());
    LocalCommands local = new LocalCommands(intake, agenda, decisions, work::poke);
    Worker worker =
        new Worker(
            new Worker.Parts(instance, engine, agenda, standings, decisions, reports),
            wanted.version(),
            new Turning(connection, intake, inbox, local, speech::poke),
            work);
    outbox.listen(event -> LOG.info("update={} status {}", event.updateId(), event));
    outbox.listen(event -> speech.poke());
    wanted.listeners().forEach(outbox::listen);
    return new Lifecycle(
        new Lifecycle.Parts(
            "device=%s version=%s strategy=%s state=%s"
                .formatted(wanted.device(), wanted.version(), provider.id(), state.root()),
            instance,
            engine,
            this::checks,
            connection,
            inbox,
            worker,
            outlet));
  }

  private List<Check> checks() {
    return ContainedProvider.of(provider).all(environment);
  }

  private Outlet outlet(Instance instance, StateView view, Connection connection, Will will) {
    return new Outlet(
        new Outlet.Parts(
            instance,
            connection,
            outbox,
            view,
            state.file("local.json"),
            engine,
            standings,
            presence,
            hearing,
            reports,
            will,
            new Readiness(wanted.readiness())),
        speech,
        this::retained,
        decisions::listened);
  }

  private VetoGate gate() {
    List<Guard> guards = new ArrayList<>(wanted.guards());
    if (!hooks.beforeActivate().isEmpty()) {
      guards.add(hook("hooks.before_activate", hooks.beforeActivate()));
    }
    return new VetoGate(
        new VetoGate.Parts(
            new HourGate(scheduler, decisions, announcements, speech::poke, time),
            guards,
            hooks,
            new Farewell(wanted.beforeStop()),
            scheduler,
            announcements,
            decisions,
            time),
        this::flight,
        speech::poke);
  }

  private AfterCommit afterCommit() {
    return new AfterCommit(
        Optional.of(hooks.afterCommit())
            .filter(command -> !command.isEmpty())
            .map(command -> hook("hooks.after_commit", command)));
  }

  private HookCommand hook(String key, List<String> command) {
    return new HookCommand(key, command, hooks.every(), environment.processes());
  }

  private Optional<Flight> flight() throws IOException {
    return engine.flight();
  }

  /** Whether the command of the update in flight has to come again when this agent subscribes. */
  private boolean retained() {
    try {
      Optional<String> id = engine.flight().map(Flight::id);
      return decisions.pending().stream()
          .anyMatch(
              a ->
                  a instanceof Decision.Start start
                      && start.retained()
                      && id.filter(start.jobId()::equals).isPresent());
    } catch (IOException unreadable) {
      return true;
    }
  }
}
