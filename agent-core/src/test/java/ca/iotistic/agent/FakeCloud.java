package ca.iotistic.agent;

import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.status.StatusPublisher;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The other end: sends commands and keeps what it hears. */
public final class FakeCloud implements CommandSource, StatusPublisher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<JsonNode> statuses = new CopyOnWriteArrayList<>();
  private volatile Optional<JsonNode> state = Optional.empty();
  private volatile Optional<Sink> sink = Optional.empty();
  private volatile boolean down;

  @Override
  public void start(Sink sink) {
    this.sink = Optional.of(sink);
    sink.listening(true);
  }

  @Override
  public void stop() {
    sink = Optional.empty();
  }

  @Override
  public void publish(byte[] status) throws IOException {
    if (down) {
      throw new IOException("the cloud is down");
    }
    statuses.add(JSON.readTree(status));
  }

  @Override
  public void publishState(byte[] document) throws IOException {
    state = Optional.of(JSON.readTree(document));
  }

  public void goDown(boolean now) {
    down = now;
  }

  public void send(String command) throws IOException {
    send(command, false);
  }

  public void sendRetained(String command) throws IOException {
    send(command, true);
  }

  private void send(String command, boolean retained) throws IOException {
    await().atMost(LIMIT).until(() -> sink.isPresent());
    sink.orElseThrow()
        .accept(new Delivery(command.getBytes(StandardCharsets.UTF_8), retained, false));
  }

  public List<JsonNode> statuses() {
    return List.copyOf(statuses);
  }

  public List<String> types() {
    return statuses.stream().map(s -> s.path("type").asText()).toList();
  }

  public JsonNode awaitStatus(Predicate<JsonNode> wanted) {
    await().atMost(LIMIT).until(() -> statuses.stream().anyMatch(wanted));
    return statuses.stream().filter(wanted).findFirst().orElseThrow();
  }

  public JsonNode awaitStatus(String type) {
    return awaitStatus(s -> s.path("type").asText().equals(type));
  }

  public JsonNode awaitState(Predicate<JsonNode> wanted) {
    await().atMost(LIMIT).until(() -> state.filter(wanted).isPresent());
    return state.orElseThrow();
  }
}
