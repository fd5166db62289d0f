package ca.iotistic.agent.io;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final String socket;
  private final AtomicBoolean isReady = new AtomicBoolean();

  /**
   * @param environment of the process, where systemd says whether it wants to know
   */
  public SdNotify(Processes processes, Map<String, String> environment) {
    this.processes = processes;
    this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
  }

  /** Once, however often it is called: whatever waits for this service may start. */
  public void ready() throws InterruptedException {
    if (!socket.isEmpty() && isReady.compareAndSet(false, true)) {
      send("READY=1");
    }
  }

  private void send(String state) throws InterruptedException {
    try {
      Processes.Result result =
          processes.run(
              List.of("systemd-notify", state),
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
