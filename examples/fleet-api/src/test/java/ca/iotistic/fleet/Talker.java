package ca.iotistic.fleet;

import ca.iotistic.agent.mqtt.Cloud;
import ca.iotistic.agent.mqtt.Mosquitto;
import java.util.concurrent.atomic.AtomicLong;

/** Says on the broker what devices say, and hears what they are told. */
final class Talker implements AutoCloseable {
  private final Cloud wire;
  private final AtomicLong sequence = new AtomicLong(1000);

  Talker(Mosquitto broker) throws Exception {
    wire = Cloud.at(broker);
  }

  /** With the next sequence. */
  void status(String uuid, String update, String type, String more) throws Exception {
    status(uuid, update, type, more, sequence.incrementAndGet());
  }

  void status(String uuid, String update, String type, String more, long number) throws Exception {
    wire.publish(
        "agent/" + uuid + "/status",
        "{\"type\":\"%s\",\"update_id\":\"%s\",\"sequence\":%d,\"timestamp\":1699564800000%s}"
            .formatted(type, update, number, more.isEmpty() ? "" : "," + more),
        1,
        false);
  }

  Cloud wire() {
    return wire;
  }

  @Override
  public void close() throws Exception {
    wire.close();
  }
}
