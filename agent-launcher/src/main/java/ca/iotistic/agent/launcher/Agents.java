package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.LocalControl;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.UpdateException;
import java.io.Closeable;
import java.io.IOException;

/** Makes agents in this process, and looks at devices beside them. */
interface Agents {
  /**
   * @param connected whether it is to talk to the cloud; if not, what it has to say waits in the
   *     state directory for one that does
   */
  Agent make(Configuration configuration, boolean connected)
      throws IOException, UpdateException, InterruptedException;

  /** Changes nothing on the device. */
  Inspection inspect(Configuration configuration) throws IOException, InterruptedException;

  /** An agent that has been made. */
  interface Agent extends Closeable {
    void start();

    @Override
    void close();

    LocalControl local();
  }
}
