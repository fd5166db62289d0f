package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.status.StatusPublisher;
import ca.iotistic.agent.update.SwitcherCommand;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An agent that takes update commands and replaces itself, inside any Java application.
 *
 * <p>It starts a few daemon threads of its own and touches nothing else of the process: it never
 * exits it, and installs no shutdown hook, no signal handler and no logging configuration. What it
 * knows lies in its state directory, which has to survive the replacement; so a process may be
 * killed at any instant, and the next one goes on.
 */
public final class UpdateAgent implements Closeable {
  private final Lifecycle lifecycle;
  private boolean started;
  private boolean closed;

  private UpdateAgent(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns at once. Idempotent. */
  public synchronized void start() {
    if (!started && !closed) {
      started = true;
      lifecycle.start();
    }
  }

  /**
   * Stops taking commands and lets go of the state directory. Never ends an update: what is in
   * flight goes on in the switcher, or at the next start. Idempotent.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      lifecycle.close();
    }
  }

  public LocalControl local() {
    return lifecycle.local();
  }

  /**
   * What an agent is made of. {@link #device}, {@link #version} and {@link #stateDirectory} are
   * needed.
   */
  public static final class Builder {
    private Optional<String> device = Optional.empty();
    private Optional<String> version = Optional.empty();
    private Optional<Path> stateDirectory = Optional.empty();
    private Map<String, String> settings = Map.of();
    private Optional<CommandSource> commands = Optional.empty();
    private Optional<StatusPublisher> statuses = Optional.empty();
    private final List<Class<? extends UpdaterProvider>> updaters = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Consumer<StatusEvent>> listeners = new ArrayList<>();
    private final List<Guard> guards = new ArrayList<>();
    private BooleanSupplier readiness = () -> true;
    private Runnable beforeStop = () -> {};
    private Optional<SwitcherCommand> switcher = Optional.empty();

    private Builder() {}

    /** The name of this device in topics. */
    public Builder device(String uuid) {
      this.device = Optional.of(uuid);
      return this;
    }

    /** The version that is running: what an update is compared with. */
    public Builder version(String running) {
      this.version = Optional.of(running);
      return this;
    }

    /** Made if it is not there. In a container it has to be a volume or a bind. */
    public Builder stateDirectory(Path directory) {
      this.stateDirectory = Optional.of(directory);
      return this;
    }

    /** The configuration, flattened: {@code mqtt.url}, {@code health.stable_for} and the like. */
    public Builder settings(Map<String, String> flattened) {
      this.settings = Map.copyOf(flattened);
      return this;
    }

    /**
     * A strategy besides those that {@link java.util.ServiceLoader} finds. By class, because the
     * switcher makes it again in a process of its own.
     */
    public Builder updater(Class<? extends UpdaterProvider> provider) {
      updaters.add(provider);
      return this;
    }

    /**
     * A strategy that should be here and could not be given, as a sentence with what to do about
     * it. The agent runs without it, and says this where it is missed.
     */
    public Builder missing(String why) {
      missing.add(why);
      return this;
    }

    /** In place of the built-in MQTT connection. */
    public Builder connection(CommandSource commands, StatusPublisher statuses) {
      this.commands = Optional.of(commands);
      this.statuses = Optional.of(statuses);
      return this;
    }

    /**
     * How to start the second half of an update, in place of what is derived from this JVM; for
     * applications whose classes a plain JVM does not find.
     */
    public Builder switcher(SwitcherCommand command) {
      this.switcher = Optional.of(command);
      return this;
    }

    /** Hears everything that is said, best effort; may be given several times. */
    public Builder listener(Consumer<StatusEvent> listener) {
      listeners.add(listener);
      return this;
    }

    /** Asked before each switch; may be given several times, and all have to let it go. */
    public Builder guard(Guard guard) {
      guards.add(guard);
      return this;
    }

    /**
     * Whether the application works, asked every 2 s while a new version is watched: as long as it
     * does not, the version is not confirmed, and after {@code health.timeout} the old one comes
     * back. To be quick; what it throws counts as no.
     */
    public Builder readiness(BooleanSupplier ready) {
      this.readiness = ready;
      return this;
    }

    /**
     * Called right before this process is given up to the switcher, which stops it soon. After ten
     * seconds, or when it throws, the update goes on. If the switch does not come to pass after all
     * the process lives on, and a listener hears why.
     */
    public Builder beforeStop(Runnable beforeStop) {
      this.beforeStop = beforeStop;
      return this;
    }

    /**
     * Opens the state directory and chooses the strategy. Where none fits, or the one that the
     * setting {@code updater} names is not there, the agent runs, and refuses updates with why.
     *
     * @throws IOException if the state directory cannot be used
     * @throws UpdateException if there is no strategy at all, one that was given cannot be made, or
     *     two have the same id
     */
    public UpdateAgent build() throws IOException, UpdateException {
      return new UpdateAgent(Assembly.of(wanted()));
    }

    /** Only looks at the device, beside the agent that may run there; opens and changes nothing. */
    public Inspection inspect() {
      return new Beside(wanted(), Time.system());
    }

    private Wanted wanted() {
      return new Wanted(
          needed(device, "device"),
          needed(version, "version"),
          needed(stateDirectory, "stateDirectory"),
          new Settings(settings),
          commands,
          statuses,
          List.copyOf(updaters),
          List.copyOf(missing),
          List.copyOf(listeners),
          List.copyOf(guards),
          readiness,
          beforeStop,
          switcher);
    }

    private static <T> T needed(Optional<T> value, String name) {
      return value.orElseThrow(
          () -> new IllegalStateException("an update agent needs a " + name + ": set it first"));
    }
  }
}
