package ca.iotistic.agent.status;

import java.io.IOException;

/**
 * The way to the cloud. Called from one thread and in order. Returns when the receiver has
 * acknowledged; else throws, and is asked again later with the same bytes.
 */
public interface StatusPublisher {
  /** A JSON object of at most 8 KiB. */
  void publish(byte[] status) throws IOException, InterruptedException;

  /** The latest state replaces every earlier one (MQTT: retained). */
  void publishState(byte[] state) throws IOException, InterruptedException;
}
