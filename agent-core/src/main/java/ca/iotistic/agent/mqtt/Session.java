package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker, with a client object of its own that is never used again: one that
 * reconnects resends what was in flight, and Paho 1.2.5 does that wrongly.
 *
 * <p>{@link #publish} and {@link #giveUp} may be called from any thread, everything else from ours.
 */
final class Session {
  /** Never dialled: the link knows the real one, which may have a host that Paho cannot read. */
  private static final String PLACEHOLDER = "tcp://127.0.0.1:1883";

  /** Paho then starts threads of its own, which are daemons as those are that call it. */
  private static final @Nullable ScheduledExecutorService NO_EXECUTOR = null;

  private static final int HEADERS = 64;
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final MqttSettings settings;
  private final String clientId;
  private final Tuning tuning;
  private final BlockingQueue<Event> events;
  private final Link link;
  private final Pinger pinger;
  private final MqttAsyncClient client;
  private final CompletableFuture<IOException> over = new CompletableFuture<>();
  private final Answer connected = new Answer();
  private final Set<Answer> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean takenOver;
  private volatile long brokersLimit = Long.MAX_VALUE;
  private volatile boolean accepted;
  private boolean begun;
  private boolean resumed;

  Session(Setup setup, BlockingQueue<Event> events) throws IOException {
    this.settings = setup.settings();
    this.clientId = setup.clientId();
    this.tuning = setup.tuning();
    this.events = events;
    this.link = new Link(settings, Hello.LONGEST_PACKET, setup.time().now());
    this.pinger = new Pinger(clientId);
    try {
      this.client =
          new MqttAsyncClient(PLACEHOLDER, clientId, new MemoryPersistence(), pinger, NO_EXECUTOR);
    } catch (MqttException | IllegalArgumentException refused) {
      throw new TroubleException("the client id cannot be used: check `device`", refused);
    }
    client.setManualAcks(true);
    client.setCallback(new Callback(this, events));
  }

  /** Returns when the broker has accepted us. */
  void connect(byte[] will) throws IOException, InterruptedException {
    connect(Hello.options(settings, new LinkFactory(link), will, tuning.willDelay()));
  }

  /** The same for a client that leaves nothing behind at the broker. */
  void visit() throws IOException, InterruptedException {
    connect(Hello.ofVisitor(settings, new LinkFactory(link)));
  }

  private void connect(MqttConnectionOptions options) throws IOException, InterruptedException {
    try {
      client.connect(options, null, connected);
      begun = true;
    } catch (MqttException | RuntimeException refused) {
      throw explained(refused);
    }
    IMqttToken answer = await(connected, tuning.connect(), "accept the connection");
    accepted = true;
    resumed = answer.getSessionPresent();
    Long limit = answer.getResponseProperties().getMaximumPacketSize();
    if (limit != null) {
      brokersLimit = limit;
    }
  }

  /** Whether the broker knew us, so that what comes first may be a redelivery. */
  boolean resumed() {
    return resumed;
  }

  /** When the first of both sides' certificates ends. */
  Optional<Instant> certificateEnds() {
    return link.certificateEnds();
  }

  /** Why it is over; empty while it stands. */
  Optional<IOException> over() {
    return Optional.ofNullable(over.getNow(null));
  }

  /** Whether it is over because somebody else came with our client id. */
  boolean takenOver() {
    return takenOver;
  }

  /** The broker says why it ends the connection. */
  void dismissed(int code) {
    takenOver = code == Reasons.TAKEN_OVER;
    over(new TroubleException(Reasons.connection(code, settings, clientId)));
  }

  /**
   * Returns when the broker has granted it; what it retains is delivered again.
   *
   * @throws RefusedException if it never will
   */
  void subscribe(String topic, int qos) throws IOException, InterruptedException {
    MqttSubscription subscription = new MqttSubscription(topic, qos);
    subscription.setRetainHandling(0);
    Answer answer = new Answer();
    try {
      client.subscribe(new MqttSubscription[] {subscription}, null, answer, new MqttProperties());
    } catch (MqttException | RuntimeException refused) {
      throw explained(refused);
    }
    int code = Answer.code(await(answer, tuning.answer(), "answer the subscription to " + topic));
    if (code >= Reasons.REFUSED) {
      throw new RefusedException(Reasons.subscription(code, topic, settings));
    }
  }

  void unsubscribe(String topic) throws IOException, InterruptedException {
    Answer answer = new Answer();
    try {
      client.unsubscribe(new String[] {topic}, null, answer, new MqttProperties());
    } catch (MqttException | RuntimeException refused) {
      throw explained(refused);
    }
    await(answer, tuning.answer(), "answer the end of the subscription to " + topic);
  }

  /** Returns when the broker has acknowledged it; a failure leaves open whether it has it. */
  void publish(String topic, byte[] payload, boolean retained)
      throws IOException, InterruptedException {
    long size = HEADERS + (long) topic.getBytes(StandardCharsets.UTF_8).length + payload.length;
    if (size > brokersLimit) {
      throw new TroubleException(
          settings.url()
              + " takes packets of at most "
              + brokersLimit
              + " bytes, but a message on "
              + topic
              + " has "
              + size
              + ": raise the broker's limit to 64 KiB");
    }
    MqttMessage message = new MqttMessage(payload, 1, retained, new MqttProperties());
    Answer answer = new Answer();
    try {
      client.publish(topic, message, null, answer);
    } catch (MqttException | RuntimeException refused) {
      throw explained(refused);
    }
    int code = Answer.code(await(answer, tuning.answer(), "acknowledge a message on " + topic));
    if (code >= Reasons.REFUSED) {
      throw new TroubleException(Reasons.publication(code, topic, settings));
    }
  }

  /** Best effort: what is not acknowledged is delivered again in the next session. */
  void acknowledge(Event.Arrived message) {
    if (message.qos() == 1) {
      try {
        client.messageArrivedComplete(message.id(), 1);
      } catch (MqttException | RuntimeException broken) {
        giveUp(explained(broken));
      }
    }
  }

  /** Ends every wait and the link; our thread then sees to the rest. */
  void giveUp(IOException why) {
    over(why);
    link.close();
  }

  /** Ends every wait, and the link only if the broker has not accepted us yet. */
  void stop() {
    over(new TroubleException("the agent is being stopped"));
    if (!accepted) {
      link.close();
    }
  }

  /** Leaves, with a goodbye if the link stands, so that the broker does not publish the will. */
  void end() {
    if (accepted) {
      Answer sent = new Answer();
      try {
        client.disconnect(0, null, sent, 0, new MqttProperties());
      } catch (MqttException | RuntimeException gone) {
        sent.none();
      }
      sent.settle(GOODBYE);
    }
    link.close();
    // Paho's connecting thread must be past its own waits before the client is torn down, or one of
    // them never ends; with the link closed that is a matter of milliseconds.
    if (begun) {
      connected.settle(GOODBYE);
    }
    try {
      client.disconnectForcibly(0, 200, false);
      client.close(true);
    } catch (MqttException | RuntimeException gone) {
      // It has no socket any more, and nobody keeps it.
    }
    pinger.stop();
  }

  private IMqttToken await(Answer answer, Duration limit, String what)
      throws IOException, InterruptedException {
    pending.add(answer);
    over().ifPresent(answer::fail);
    try {
      return answer.get(limit);
    } catch (TimeoutException silent) {
      TroubleException why =
          new TroubleException(
              settings.url() + " did not " + what + " within " + limit.toSeconds() + " s", silent);
      giveUp(why);
      throw why;
    } catch (ExecutionException failed) {
      throw explained(failed.getCause());
    } finally {
      pending.remove(answer);
    }
  }

  /** It is over; only the first reason counts. */
  void over(IOException why) {
    if (over.complete(why)) {
      pending.forEach(answer -> answer.fail(why));
      boolean ignored = events.offer(new Event.Poke());
    }
  }

  /** Why something failed, as well as can be known. */
  IOException explained(@Nullable Throwable failed) {
    if (over().isPresent()) {
      return over().get();
    }
    if (failed instanceof MqttException refused && Reasons.isReason(refused.getReasonCode())) {
      return new TroubleException(
          Reasons.connection(refused.getReasonCode(), settings, clientId), refused);
    }
    if (link.trouble().isPresent()) {
      return link.trouble().get();
    }
    if (failed instanceof MqttException timeout
        && (timeout.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT
            || timeout.getReasonCode() == MqttClientException.REASON_CODE_WRITE_TIMEOUT)) {
      return new TroubleException(
          settings.url() + " answers no pings any more: the link is dead", timeout);
    }
    String code = failed instanceof MqttException coded ? " (" + coded.getReasonCode() + ")" : "";
    return new TroubleException("the connection to " + settings.url() + " failed" + code, failed);
  }
}
