package ca.iotistic.agent;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StateDocument;
import ca.iotistic.agent.update.Standing;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that speaks to the cloud: publishes the state, empties the outbox, and on
 * probation gives the word that this version hears.
 */
final class Outlet implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration CONFIRMING = Duration.ofSeconds(2);
  private static final Duration ALL_RETAINED_HAVE_COME = Duration.ofSeconds(30);

  private final Instance instance;
  private final Connection cloud;
  private final Outbox outbox;
  private final StateView view;
  private final AtomicFile localState;
  private final UpdateEngine engine;
  private final Standings standings;
  private final Presence presence;
  private final Hearing hearing;
  private final BooleanSupplier retained;
  private final Listened listened;
  private final Reports reports;
  private final Will will;
  private final Readiness readiness;
  private final Signal signal;
  private volatile boolean closed;
  private volatile boolean again;
  private byte[] local = new byte[0];
  private byte[] published = new byte[0];
  private int connection;
  private boolean toldListened;

  /** Hears once that whatever the broker had kept has arrived. */
  interface Listened {
    void listened() throws IOException;
  }

  /** What it works with. */
  record Parts(
      Instance instance,
      Connection cloud,
      Outbox outbox,
      StateView view,
      AtomicFile localState,
      UpdateEngine engine,
      Standings standings,
      Presence presence,
      Hearing hearing,
      Reports reports,
      Will will,
      Readiness readiness) {}

  /**
   * @param signal wakes it up when there may be something to say
   * @param retained whether a command has to come again before this version is confirmed
   */
  Outlet(Parts parts, Signal signal, BooleanSupplier retained, Listened listened) {
    this.signal = signal;
    this.instance = parts.instance();
    this.cloud = parts.cloud();
    this.outbox = parts.outbox();
    this.view = parts.view();
    this.localState = parts.localState();
    this.engine = parts.engine();
    this.standings = parts.standings();
    this.presence = parts.presence();
    this.hearing = parts.hearing();
    this.reports = parts.reports();
    this.will = parts.will();
    this.readiness = parts.readiness();
    this.retained = retained;
    this.listened = listened;
  }

  /** Publishes the state even if it is what was published last. */
  void stateAsked() {
    again = true;
    signal.poke();
  }

  void close() {
    closed = true;
    signal.poke();
  }

  @Override
  public void run() {
    Duration pause = Duration.ZERO;
    while (!closed) {
      try {
        signal.await(pause);
        pause = speak();
      } catch (InterruptedException stopped) {
        return;
      } catch (IOException notNow) {
        LOG.debug("update status: not published now: {}", notNow.getMessage());
        pause = RETRY;
      } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError failed) {
        // An application's class may be missing; without this thread the agent would be silent.
        LOG.error("update status: this did not work and is tried again", failed);
        pause = RETRY;
      }
    }
  }

  private Duration speak() throws IOException, InterruptedException {
    if (!instance.held()) {
      return SOON;
    }
    StateDocument document = view.now();
    byte[] here = document.toJson(reports.bytes());
    if (!Arrays.equals(here, local)) {
      localState.write(here);
      local = here;
    }
    byte[] state = document.toJson();
    if (!presence.listening()) {
      return IDLE;
    }
    int now = presence.connections();
    if (again || now != connection || !Arrays.equals(state, published)) {
      again = false;
      connection = now;
      cloud.statuses().publishState(state);
      published = state;
      hearing.stateAcknowledged();
    }
    if (standings.now() == Standing.PROBATION) {
      confirm();
      return CONFIRMING;
    }
    tellListened();
    if (!outbox.drain(cloud.statuses())) {
      return RETRY;
    }
    renewAnOutdatedWill(document);
    return IDLE;
  }

  /** Nothing is lost by it: commands wait at the broker, and statuses in the outbox. */
  private void renewAnOutdatedWill(StateDocument document) {
    if (standings.now() == Standing.IN_CHARGE && will.outdated(document, presence.listeningFor())) {
      LOG.info("update status: connecting anew, so that the will has the last outcome too");
      cloud.renew();
    }
  }

  private void confirm() throws IOException {
    if (!readiness.ready()) {
      return;
    }
    switch (hearing.proof(retained.getAsBoolean())) {
      case HEARS -> engine.confirm(Optional.empty());
      case SUBSCRIBED_ONLY ->
          engine.confirm(
              Optional.of(
                  "whether commands arrive could not be proven: no retained command came again and"
                      + " the broker does not let this device read its own state; the granted"
                      + " subscription counts"));
      case NOT_YET -> {}
    }
  }

  private void tellListened() throws IOException {
    if (!toldListened && presence.listeningFor().compareTo(ALL_RETAINED_HAVE_COME) >= 0) {
      listened.listened();
      toldListened = true;
    }
  }
}
