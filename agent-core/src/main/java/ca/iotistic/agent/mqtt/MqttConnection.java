package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.status.StatusPublisher;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One connection over MQTT 5 which hears commands and says statuses, and which comes back by itself
 * whatever happens to it.
 *
 * <p>A command is acknowledged on the connection that it came on, after {@link Sink#accept} has
 * returned. When that fails, the broker keeps the command: after a pause the connection is made
 * anew, and the broker delivers again. While {@link #setUnconfirmed} is on there is no such pause;
 * then commands are held on purpose until {@link #redeliver}.
 *
 * <p>Thread-safe. One daemon thread of its own, {@code iotistic-mqtt}, calls the sink; the client
 * library has four more while connected, daemons as well.
 */
public final class MqttConnection implements CommandSource, StatusPublisher {
  private final Setup setup;
  private final Hearing hearing;
  private final Diary diary;
  private final Supplier<byte[]> will;
  private volatile boolean stopped;
  private volatile Optional<Keeper> keeper = Optional.empty();

  private MqttConnection(Setup setup, Supplier<byte[]> will) {
    this.setup = setup;
    this.will = will;
    this.hearing = new Hearing(setup);
    this.diary = new Diary(setup);
  }

  /**
   * Connects to nothing yet.
   *
   * @param clientId the device: a second client with the same id takes the connection over
   * @param will the state that the broker publishes, retained, a minute after we are lost; asked
   *     for at each connection, on the connection's thread
   */
  public static MqttConnection create(
      MqttSettings settings, String clientId, Supplier<byte[]> will, Time time) {
    return create(new Setup(settings, clientId, Tuning.NORMAL, time), will);
  }

  static MqttConnection create(Setup setup, Supplier<byte[]> will) {
    return new MqttConnection(setup, will);
  }

  @Override
  public synchronized void start(Sink sink) {
    if (keeper.isPresent() || stopped) {
      throw new IllegalStateException("a connection is started once");
    }
    Keeper started = new Keeper(setup, will, hearing, diary, sink);
    keeper = Optional.of(started);
    started.start();
  }

  /** Leaves without the will being published; publishes nothing more. Takes seconds at most. */
  @Override
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    keeper.ifPresent(Keeper::stop);
  }

  @Override
  public void publish(byte[] status) throws IOException, InterruptedException {
    session().publish(setup.settings().statusTopic(), status, false);
  }

  @Override
  public void publishState(byte[] state) throws IOException, InterruptedException {
    hearing.publishing(state);
    session().publish(setup.settings().stateTopic(), state, true);
    hearing.acknowledged();
  }

  /**
   * On while the cloud has yet to hear from a new version, to the moment when its update is
   * decided: attempts to connect are 15 s apart at most, our own state is listened for ({@link
   * Sink#heard}), and commands that the sink refuses are held.
   */
  public void setUnconfirmed(boolean now) {
    hearing.want(now);
    keeper.ifPresent(Keeper::poke);
  }

  /** If commands are held, drops the connection once, so that the broker delivers them again. */
  public void redeliver() {
    keeper.ifPresent(Keeper::redeliver);
  }

  /** Leaves and connects again at once, so that the broker has the will of now. */
  public void renew() {
    keeper.ifPresent(Keeper::renew);
  }

  /**
   * Whether there will be no {@link Sink#heard}: the broker refuses the subscription to our state,
   * or grants it and delivers nothing. May turn false again.
   */
  public boolean hearingDenied() {
    return hearing.denied();
  }

  public ConnectionFacts facts() {
    return diary.facts();
  }

  private Session session() throws IOException {
    Optional<Session> session = keeper.flatMap(Keeper::standing);
    if (session.isEmpty() || stopped) {
      throw new IOException(
          "not connected to "
              + setup.settings().url()
              + diary.facts().problem().map(problem -> ": " + problem.sentence()).orElse(""));
    }
    return session.get();
  }
}
