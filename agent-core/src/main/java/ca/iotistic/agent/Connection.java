package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.mqtt.MqttConnection;
import ca.iotistic.agent.mqtt.MqttSettings;
import ca.iotistic.agent.status.StatusPublisher;
import java.util.Optional;
import java.util.function.Supplier;

/** The two directions to the cloud: the built-in MQTT connection, or the embedder's own. */
final class Connection {
  private final CommandSource commands;
  private final StatusPublisher statuses;
  private final Optional<MqttConnection> mqtt;
  private boolean started;

  private Connection(
      CommandSource commands, StatusPublisher statuses, Optional<MqttConnection> mqtt) {
    this.commands = commands;
    this.statuses = statuses;
    this.mqtt = mqtt;
  }

  static Connection of(Wanted wanted, Supplier<byte[]> will, Time time) {
    if (wanted.commands().isPresent() && wanted.statuses().isPresent()) {
      return new Connection(wanted.commands().get(), wanted.statuses().get(), Optional.empty());
    }
    if (wanted.settings().get("mqtt.url").isEmpty()) {
      Offline offline = new Offline();
      return new Connection(offline, offline, Optional.empty());
    }
    MqttConnection mqtt =
        MqttConnection.create(
            MqttSettings.from(wanted.settings().all(), wanted.device()),
            wanted.device(),
            will,
            time);
    return new Connection(mqtt, mqtt, Optional.of(mqtt));
  }

  CommandSource commands() {
    return commands;
  }

  StatusPublisher statuses() {
    return statuses;
  }

  void startOnce(CommandSource.Sink sink) {
    if (!started) {
      started = true;
      commands.start(sink);
    }
  }

  /** While a new version is watched it tries to connect more often. */
  void unconfirmed(boolean now) {
    mqtt.ifPresent(connection -> connection.setUnconfirmed(now));
  }

  /**
   * Has what was held unacknowledged delivered again; an embedder's connection sees to that itself.
   */
  void redeliver() {
    mqtt.ifPresent(MqttConnection::redeliver);
  }

  /** Has the broker take another will; an embedder's connection sees to that itself. */
  void renew() {
    mqtt.ifPresent(MqttConnection::renew);
  }
}
