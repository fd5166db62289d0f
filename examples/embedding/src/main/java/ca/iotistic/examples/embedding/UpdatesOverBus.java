package ca.iotistic.examples.embedding;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.status.StatusPublisher;
import java.io.IOException;

/** The update agent on the application's own connection: all that an embedder has to write. */
final class UpdatesOverBus implements CommandSource, StatusPublisher {
  private final MqttBus bus;
  private final String base;

  UpdatesOverBus(MqttBus bus, String base) {
    this.bus = bus;
    this.base = base;
  }

  @Override
  public void start(Sink sink) {
    bus.subscribe(
        base + "/update",
        new MqttBus.Handler() {
          @Override
          public void message(byte[] payload, boolean retained) throws IOException {
            sink.accept(new Delivery(payload, retained, false));
          }

          @Override
          public void listening(boolean now) {
            sink.listening(now);
          }
        });
  }

  @Override
  public void stop() {
    bus.unsubscribe(base + "/update");
  }

  @Override
  public void publish(byte[] status) throws IOException {
    bus.publish(base + "/status", status, false);
  }

  @Override
  public void publishState(byte[] state) throws IOException {
    bus.publish(base + "/state", state, true);
  }
}
