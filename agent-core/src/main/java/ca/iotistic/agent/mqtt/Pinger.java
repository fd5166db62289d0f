package ca.iotistic.agent.mqtt;

import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;

/**
 * Has Paho look at the link once a keep-alive, so that it pings, and notices when nobody answers.
 *
 * <p>It is ours because the thread of Paho's own is no daemon: it kept a process from ending that
 * embeds the agent. All other threads of Paho inherit that from ours. For one connection: once
 * stopped it does not start again. Thread-safe.
 */
final class Pinger implements MqttPingSender {
  private final String clientId;
  private Optional<ClientComms> looked = Optional.empty();
  private Optional<ScheduledThreadPoolExecutor> thread = Optional.empty();
  private boolean stopped;

  Pinger(String clientId) {
    this.clientId = clientId;
  }

  @Override
  public synchronized void init(ClientComms comms) {
    looked = Optional.of(comms);
  }

  @Override
  public synchronized void start() {
    if (stopped || thread.isPresent()) {
      return;
    }
    ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, this::daemon);
    started.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // A look that was under way when the connection ended asks for another one.
    started.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    thread = Optional.of(started);
    looked.ifPresent(comms -> schedule(comms.getKeepAlive()));
  }

  /** Not by an interrupt: it may be a look itself that found the link dead and now ends it. */
  @Override
  public synchronized void stop() {
    stopped = true;
    thread.ifPresent(ScheduledThreadPoolExecutor::shutdown);
  }

  @Override
  public synchronized void schedule(long delayMillis) {
    if (thread.isPresent() && looked.isPresent()) {
      ClientComms comms = looked.get();
      var ignored = thread.get().schedule(() -> look(comms), delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Pings if it is time to, and schedules the next look. */
  private static void look(ClientComms comms) {
    comms.checkForActivity();
  }

  private Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "iotistic-ping: " + clientId);
    thread.setDaemon(true);
    return thread;
  }
}
