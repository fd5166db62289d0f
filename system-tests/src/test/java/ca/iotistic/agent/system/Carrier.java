package ca.iotistic.agent.system;

import java.io.IOException;

/** Carries bytes on a thread of its own, until one of the two ends closes. */
@FunctionalInterface
interface Carrier {
  void carry() throws IOException;

  static void start(String name, Carrier carrier) {
    Thread thread =
        new Thread(
            () -> {
              try {
                carrier.carry();
              } catch (IOException closed) {
                // One of the two ends is gone: so is the connection.
                return;
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
