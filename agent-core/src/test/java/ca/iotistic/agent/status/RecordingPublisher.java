package ca.iotistic.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The cloud: acknowledges as long as it is there. */
final class RecordingPublisher implements StatusPublisher {
  final List<JsonNode> received = new ArrayList<>();
  boolean away;

  @Override
  public void publish(byte[] status) throws IOException {
    if (away) {
      throw new IOException("away");
    }
    received.add(StatusJson.MAPPER.readTree(status));
  }

  @Override
  public void publishState(byte[] state) {
    throw new UnsupportedOperationException("the outbox publishes no state");
  }

  List<String> types() {
    return received.stream().map(status -> status.path("type").asText()).toList();
  }

  List<Long> sequences() {
    return received.stream().map(status -> status.path("sequence").asLong()).toList();
  }
}
