package ca.iotistic.agent.io;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how this service is, by sd_notify(3), if it has asked for that. The JDK has no unix
 * datagram sockets, so systemd's own command does it; the unit says {@code NotifyAccess=all}.
 */
public final class SdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(SdNotify.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Processes processes;
  private final Time time;
  private final String command;
  private final String socket;
  private final Optional<Duration> pause;
  private final AtomicBoolean isReady = new AtomicBoolean();
  private Optional<Duration> next = Optional.empty();

  /**
   * @param environment of the process, where systemd says whether it wants to know
   */
  public SdNotify(Processes processes, Map<String, String> environment) {
    this(processes, environment, Time.system());
  }

  public SdNotify(Processes processes, Map<String, String> environment, Time time) {
    this(processes, environment, time, "systemd-notify");
  }

  SdNotify(Processes processes, Map<String, String> environment, Time time, String command) {
    this.processes = processes;
    this.time = time;
    this.command = command;
    this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    this.pause = socket.isEmpty() ? Optional.empty() : pause(environment);
  }

  /** For an application that is a service itself. */
  public static SdNotify ofThisProcess() {
    return new SdNotify(new Processes(Seam.NONE), System.getenv());
  }

  /** Half of what systemd allows; it kills a service that is silent for all of it. */
  private static Optional<Duration> pause(Map<String, String> environment) {
    try {
      long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      String pid = environment.getOrDefault("WATCHDOG_PID", "");
      // Else it is meant for the process that has started this one.
      boolean mine = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
      return micros > 0 && mine ? Optional.of(Duration.ofNanos(micros * 500)) : Optional.empty();
    } catch (NumberFormatException unread) {
      LOG.warn("WATCHDOG_USEC is no number of microseconds: {}", unread.getMessage());
      return Optional.empty();
    }
  }

  /** Once, however often it is called: whatever waits for this service may start. */
  public void ready() throws InterruptedException {
    if (!socket.isEmpty() && isReady.compareAndSet(false, true)) {
      send("READY=1");
    }
  }

  /**
   * It works; for {@code WatchdogSec=}. To be called often, by the thread whose silence means that
   * it does not work: systemd hears of it twice in that time at most.
   */
  public synchronized void alive() throws InterruptedException {
    Duration now = time.uptime();
    if (pause.isPresent() && next.map(then -> now.compareTo(then) >= 0).orElse(true)) {
      next = pause.map(now::plus);
      send("WATCHDOG=1");
    }
  }

  private void send(String state) throws InterruptedException {
    try {
      Processes.Result result =
          processes.run(
              List.of(command, state),
              Map.of("NOTIFY_SOCKET", socket),
              Path.of("/"),
              LIMIT,
              line -> {});
      if (!result.ok()) {
        LOG.warn("systemd did not take {}: {}", state, String.join(" ", result.tail()));
      }
    } catch (IOException missing) {
      LOG.warn("systemd cannot be told {}: {}", state, missing.getMessage());
    }
  }
}
