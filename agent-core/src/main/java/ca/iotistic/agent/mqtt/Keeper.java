package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.command.CommandSource.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of ours: keeps one connection up, for ever, and takes what arrives on it. */
final class Keeper implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  /** Ten commands may be unacknowledged; the rest is for what needs no acknowledgement. */
  private static final int QUEUE = 100;

  /** How often a connection is looked at though nothing happened. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private static final Duration STOP = Duration.ofSeconds(10);

  private final Setup setup;
  private final Supplier<byte[]> will;
  private final Hearing hearing;
  private final Diary diary;
  private final ClosableSink sink;
  private final Intake intake;
  private final Backoff backoff;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean redelivery;
  private volatile boolean renewal;
  private volatile Optional<Session> current = Optional.empty();
  private volatile Optional<Session> standing = Optional.empty();

  Keeper(Setup setup, Supplier<byte[]> will, Hearing hearing, Diary diary, Sink sink) {
    this.setup = setup;
    this.will = will;
    this.hearing = hearing;
    this.diary = diary;
    this.sink = new ClosableSink(sink);
    this.intake = new Intake(setup, this.sink, hearing);
    this.backoff =
        new Backoff(setup.tuning().firstPause(), setup.tuning().longestPause(), new Random());
    this.thread = new Thread(this, "iotistic-mqtt");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The connection that publishes, if there is one. */
  Optional<Session> standing() {
    return standing;
  }

  /** Something that the thread looks at has changed. */
  void poke() {
    boolean ignored = events.offer(new Event.Poke()); // A full queue means that it is awake.
  }

  void redeliver() {
    redelivery = true;
    poke();
  }

  void renew() {
    renewal = true;
    poke();
  }

  void stop() {
    stopping = true;
    poke();
    current.ifPresent(Session::stop);
    try {
      if (Thread.currentThread() != thread) {
        thread.join(STOP.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    sink.close(STOP);
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        boolean atOnce = once();
        if (!atOnce) {
          pause();
        }
      }
    } catch (InterruptedException stopped) {
      log.debug("MQTT: interrupted");
    }
  }

  /** One connection, from the first byte to the last; true if the next is to follow at once. */
  private boolean once() throws InterruptedException {
    Session session;
    try {
      session = new Session(setup, events);
    } catch (IOException refused) {
      diary.failed(refused);
      return false;
    }
    current = Optional.of(session);
    boolean listened = false;
    Duration began = setup.time().uptime();
    try {
      if (!stopping) {
        renewal = false;
        session.connect(will.get());
        hearing.connected(session.resumed());
        standing = current;
        session.subscribe(setup.settings().updateTopic(), 1);
        listened = true;
        diary.listening(session);
        intake.listening();
        serve(session);
      }
      return true;
    } catch (IOException failed) {
      if (!stopping) {
        if (listened) {
          diary.lost(failed, session.takenOver());
        } else {
          diary.failed(failed);
        }
      }
      return false;
    } catch (RuntimeException | Error broken) {
      log.error("MQTT: the connection is made anew after an error of our own", broken);
      return false;
    } finally {
      standing = Optional.empty();
      session.end();
      if (listened) {
        diary.ended();
        intake.deaf();
        if (setup.time().uptime().minus(began).compareTo(setup.tuning().stable()) >= 0) {
          backoff.reset();
        }
      }
    }
  }

  /** Returns when we want to leave. */
  private void serve(Session session) throws IOException, InterruptedException {
    while (!stopping && !renewal && !redeliveryDue()) {
      hearing.adjust(session);
      Duration wait = retries() ? Backoff.shorter(intake.untilRetry(), LOOK) : LOOK;
      Event event = events.poll(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
      if (event instanceof Event.Arrived message) {
        if (message.session() == session) {
          intake.take(message);
        }
      } else if (session.over().isPresent()) {
        // Only now, behind everything that had arrived.
        throw session.over().get();
      }
    }
  }

  private boolean redeliveryDue() {
    boolean told = redelivery;
    redelivery = false;
    return intake.withholds() && (told || (retries() && intake.untilRetry().isZero()));
  }

  /** While the new version is unconfirmed, commands are held on purpose: until we are told. */
  private boolean retries() {
    return intake.withholds() && !hearing.wanted();
  }

  private void pause() throws InterruptedException {
    Duration until = setup.time().uptime().plus(backoff.next(longestPause()));
    while (!stopping) {
      Duration now = setup.time().uptime();
      until = Backoff.shorter(until, now.plus(longestPause()));
      if (until.compareTo(now) <= 0) {
        return;
      }
      events.poll(until.minus(now).toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }

  private Duration longestPause() {
    return hearing.wanted() ? setup.tuning().unconfirmedPause() : setup.tuning().longestPause();
  }
}
