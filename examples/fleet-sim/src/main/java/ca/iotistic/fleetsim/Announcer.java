package ca.iotistic.fleetsim;

import ca.iotistic.agent.status.StatusPublisher;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Speaks for a device. A real agent is started anew by its update, and says another version from
 * then on; one that is simulated runs on, so that its version is put into what it says.
 */
record Announcer(Line line, Path target) implements StatusPublisher {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void publish(byte[] status) throws IOException, InterruptedException {
    line.publish(status);
  }

  @Override
  public void publishState(byte[] document) throws IOException, InterruptedException {
    ObjectNode state = JSON.readValue(document, ObjectNode.class);
    line.publishState(JSON.writeValueAsBytes(state.put("version", Files.readString(target))));
  }
}
