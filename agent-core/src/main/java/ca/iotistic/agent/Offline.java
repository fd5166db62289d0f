package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.status.StatusPublisher;
import java.io.IOException;

/** In place of a connection where none is configured: updates come from the command line only. */
final class Offline implements CommandSource, StatusPublisher {
  @Override
  public void start(Sink sink) {
    // Nothing will ever come.
  }

  @Override
  public void stop() {
    // Nothing was started.
  }

  @Override
  public void publish(byte[] status) throws IOException {
    throw new IOException("no connection is configured: set mqtt.url");
  }

  @Override
  public void publishState(byte[] state) throws IOException {
    throw new IOException("no connection is configured: set mqtt.url");
  }
}
