package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.EngineClient.PROMPT;
import static ca.iotistic.agent.docker.EngineClient.encode;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Time;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What can be asked of the engine; nothing here leaves a trace. */
abstract sealed class EngineView permits Engine {
  /** For what needs the network, or a slow disk. */
  static final Duration SLOW = Duration.ofMinutes(3);

  /** From here on inspect does not tell which hardware address the user asked for. */
  private static final String WITHOUT_ADDRESS = "1.52";

  private static final String WITH_ADDRESS = "1.51";

  private final EngineClient client;
  private final Lookup lookup;

  EngineView(EngineClient client, Time time) {
    this.client = client;
    this.lookup = new Lookup(time);
  }

  EngineClient client() {
    return client;
  }

  /** {@code unix:///var/run/docker.sock}. */
  String host() {
    return client.host();
  }

  String apiVersion() throws EngineException, InterruptedException {
    return client.apiVersion();
  }

  /** {@code GET /info}. */
  JsonNode info() throws EngineException, InterruptedException {
    return client.get("/info");
  }

  /** {@code GET /version}. */
  JsonNode version() throws EngineException, InterruptedException {
    return client.get("/version");
  }

  /** {@code NOT_FOUND} if it is not there. */
  JsonNode inspect(String container) throws EngineException, InterruptedException {
    JsonNode found = client.get(container(container, "/json"));
    if (Api.atLeast(apiVersion(), WITHOUT_ADDRESS)) {
      addAddress((ObjectNode) found);
    }
    return found;
  }

  private void addAddress(ObjectNode container) throws EngineException, InterruptedException {
    try {
      JsonNode older =
          client.getAt(WITH_ADDRESS, container(container.path("Id").asText(), "/json"));
      JsonNode address = older.path("Config").path("MacAddress");
      if (!Json.blank(address)) {
        container.withObject("/Config").set("MacAddress", address);
      }
    } catch (EngineException tooOld) {
      if (!tooOld.is(Kind.BAD_REQUEST) && !tooOld.is(Kind.NOT_FOUND)) {
        throw tooOld;
      }
    }
  }

  Optional<JsonNode> find(String container) throws EngineException, InterruptedException {
    return ifThere(() -> inspect(container));
  }

  JsonNode inspectImage(String image) throws EngineException, InterruptedException {
    return client.get("/images/" + encode(image) + "/json");
  }

  Optional<JsonNode> findImage(String image) throws EngineException, InterruptedException {
    return ifThere(() -> inspectImage(image));
  }

  /** Everything that decides whether and how a container can be created again. */
  Subject subject(String container) throws EngineException, InterruptedException {
    JsonNode found = inspect(container);
    String id = found.path("Id").asText();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode other : list(Optional.empty())) {
      if (!other.path("Id").asText().equals(id)) {
        find(other.path("Id").asText()).ifPresent(others::add);
      }
    }
    return new Subject(
        found, findImage(found.path("Image").asText()), others, info(), apiVersion());
  }

  /**
   * Containers in every state, as the engine lists them.
   *
   * @param label {@code key} or {@code key=value}; none means all
   */
  List<JsonNode> list(Optional<String> label) throws EngineException, InterruptedException {
    String filter = label.map(value -> "&filters=" + filter("label", value)).orElse("");
    return elements(client.get("/containers/json?all=1" + filter));
  }

  /**
   * Images as the engine lists them.
   *
   * @param reference a pattern like {@code iotistic/agent-backup:*}
   */
  List<JsonNode> images(String reference) throws EngineException, InterruptedException {
    return elements(client.get("/images/json?filters=" + filter("reference", reference)));
  }

  /** What the registry has: {@code Descriptor.digest}, {@code Platforms}. Asks the network. */
  JsonNode distribution(String reference, Map<String, String> headers)
      throws EngineException, InterruptedException {
    return client.get("/distribution/" + encode(reference) + "/json", headers, SLOW);
  }

  /** The last lines of output and error output, oldest first, at most so many bytes together. */
  List<String> logTail(String container, int lines, int bytes)
      throws EngineException, InterruptedException {
    boolean terminal = inspect(container).path("Config").path("Tty").asBoolean();
    return client.read(
        container(container, "/logs?stdout=1&stderr=1&tail=" + lines),
        log -> LogText.tail(log, terminal, bytes),
        PROMPT);
  }

  /** One regular file out of a container, running or not; empty if it is not there. */
  Optional<byte[]> file(String container, String path, int most)
      throws EngineException, InterruptedException {
    return ifThere(
            () ->
                client.read(
                    container(container, "/archive?path=" + encode(path)),
                    archive -> TarFile.first(archive, most),
                    PROMPT))
        .flatMap(found -> found);
  }

  /**
   * Waits until it does not run.
   *
   * @return its exit code, empty if it still runs at the end of the limit
   */
  Optional<Integer> await(String container, Duration limit)
      throws EngineException, InterruptedException {
    return lookup.within(
        limit,
        () -> {
          JsonNode found = inspect(container);
          return Stop.running(found)
              ? Optional.empty()
              : Optional.of(found.path("State").path("ExitCode").asInt());
        });
  }

  static String container(String nameOrId, String rest) {
    return "/containers/" + encode(nameOrId) + rest;
  }

  private static String filter(String key, String value) {
    ObjectNode filter = Json.object();
    filter.set(key, Json.array(List.of(value)));
    return encode(filter.toString());
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static <T> Optional<T> ifThere(Lookup.Question<T> question)
      throws EngineException, InterruptedException {
    try {
      return Optional.of(question.ask());
    } catch (EngineException failed) {
      if (failed.is(Kind.NOT_FOUND)) {
        return Optional.empty();
      }
      throw failed;
    }
  }
}
