package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.status.StatusPublisher;
import ca.iotistic.agent.update.SwitcherCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What the builder was given. */
record Wanted(
    String device,
    String version,
    Path stateDirectory,
    Settings settings,
    Optional<CommandSource> commands,
    Optional<StatusPublisher> statuses,
    List<Class<? extends UpdaterProvider>> updaters,
    List<String> missing,
    List<Consumer<StatusEvent>> listeners,
    List<Guard> guards,
    BooleanSupplier readiness,
    Runnable beforeStop,
    Optional<SwitcherCommand> switcher) {}
