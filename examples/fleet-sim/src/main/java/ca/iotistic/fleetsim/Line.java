package ca.iotistic.fleetsim;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.status.StatusPublisher;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One device's share of a {@link Wire}. */
final class Line implements CommandSource, StatusPublisher {
  private static final JsonMapper JSON = new JsonMapper();

  private final String uuid;
  private final Wire wire;
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private volatile Optional<Sink> sink = Optional.empty();
  private volatile boolean away;
  private volatile byte[] state = "{}".getBytes(StandardCharsets.UTF_8);

  Line(String uuid, Wire wire) {
    this.uuid = uuid;
    this.wire = wire;
  }

  String topic() {
    return "agent/" + uuid + "/update";
  }

  /** The ids of the commands that have come, in order, each as often as it came. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  /** Whether it wants to hear. */
  boolean listens() {
    return sink.isPresent() && !away;
  }

  @Override
  public void start(Sink sink) {
    this.sink = Optional.of(sink);
    wire.changed(this);
  }

  @Override
  public void stop() {
    sink = Optional.empty();
    wire.changed(this);
  }

  @Override
  public void publish(byte[] status) throws IOException, InterruptedException {
    require();
    wire.publish("agent/" + uuid + "/status", status, false);
  }

  @Override
  public void publishState(byte[] document) throws IOException, InterruptedException {
    require();
    state = document;
    wire.publish("agent/" + uuid + "/state", document, true);
  }

  /** Goes away, with what the broker would say then in place of the Will; or comes back. */
  void away(boolean now) throws IOException, InterruptedException {
    if (now == away) {
      return;
    }
    if (now && JSON.readTree(state) instanceof ObjectNode last) {
      wire.publish(
          "agent/" + uuid + "/state", JSON.writeValueAsBytes(last.put("online", false)), true);
    }
    away = now;
    if (!now && JSON.readTree(state) instanceof ObjectNode last) {
      wire.publish(
          "agent/" + uuid + "/state", JSON.writeValueAsBytes(last.put("online", true)), true);
    }
    wire.changed(this);
  }

  void subscribed(boolean now) {
    sink.ifPresent(one -> one.listening(now));
  }

  /**
   * Returns when it may be acknowledged. Who is away is told again when it is back, by what is
   * retained; kept unacknowledged it would fill what the broker sends this wire at a time.
   */
  void arrived(byte[] payload, boolean retained) throws IOException {
    if (!listens()) {
      return;
    }
    JsonNode id = payload.length == 0 ? null : JSON.readTree(payload).get("id");
    if (id != null) {
      commands.add(id.asText());
    }
    Optional<Sink> now = sink;
    if (now.isPresent()) {
      now.get().accept(new Delivery(payload, retained, false));
    }
  }

  private void require() throws IOException {
    if (away) {
      throw new IOException(uuid + " is away");
    }
  }
}
