package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.EngineClient.PROMPT;
import static ca.iotistic.agent.docker.EngineClient.encode;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The calls to the engine by name. Each is idempotent where the engine allows it: what is started,
 * stopped, renamed or removed already is done. An answer that got lost is looked up before anybody
 * hears of it, so {@link EngineException.Kind#UNKNOWN} means that the engine could not be asked
 * either.
 *
 * <p>A container is named by id or by name, an image by id or by reference.
 */
final class Engine extends EngineView implements AutoCloseable {
  private final EngineClient client;
  private final Time time;
  private final Lookup lookup;

  Engine(EngineClient client, Time time) {
    super(client, time);
    this.client = client;
    this.time = time;
    this.lookup = new Lookup(time);
  }

  /** Of {@code docker.host}, DOCKER_HOST or the usual socket. */
  static Engine connect(Optional<String> dockerHost, Time time, Seam seam) {
    String host = EngineHost.choose(dockerHost, System.getenv());
    return new Engine(EngineClient.connect(host, seam), time);
  }

  /**
   * Creates, does not start. {@code CONFLICT} if the name is taken.
   *
   * @return the id
   */
  String create(String name, ObjectNode body) throws EngineException, InterruptedException {
    Optional<JsonNode> holder = find(name);
    if (holder.isPresent()) {
      String id = holder.get().path("Id").asText();
      throw new EngineException(
          Kind.CONFLICT, 409, "POST /containers/create", "the name " + name + " belongs to " + id);
    }
    String path = "/containers/create?name=" + encode(name);
    return lookup.answer(
        () -> client.post(path, body, SLOW).path("Id").asText(),
        () -> find(name).map(made -> made.path("Id").asText()));
  }

  /** Connects to a network with an endpoint's settings; connected already is fine. */
  void connect(String network, String container, ObjectNode endpoint)
      throws EngineException, InterruptedException {
    Lookup.Fact connected =
        () -> inspect(container).path("NetworkSettings").path("Networks").has(network);
    if (connected.holds()) {
      return;
    }
    ObjectNode body = Json.object().put("Container", container);
    body.set("EndpointConfig", endpoint);
    String path = "/networks/" + encode(network) + "/connect";
    lookup.act(() -> client.post(path, body, SLOW), connected);
  }

  /** Starts, or finds it running. */
  void start(String container) throws EngineException, InterruptedException {
    String before = startedAt(container);
    lookup.act(
        () -> client.post(container(container, "/start"), SLOW),
        () -> Stop.running(inspect(container)) || !startedAt(container).equals(before));
  }

  private String startedAt(String container) throws EngineException, InterruptedException {
    return inspect(container).path("State").path("StartedAt").asText();
  }

  /**
   * Stops within the container's own time-out and then by force, and returns only when it is at
   * rest: exited for certain, with no stop under way in the engine that could hit a later start.
   *
   * @return what {@link #inspect} shows at rest
   */
  JsonNode stop(String container) throws EngineException, InterruptedException {
    return new Stop(this, time).finish(container);
  }

  /** SIGKILL; not running is fine. */
  void kill(String container) throws EngineException, InterruptedException {
    try {
      client.post(container(container, "/kill"), PROMPT);
    } catch (EngineException failed) {
      if (!failed.is(Kind.CONFLICT)) {
        throw failed;
      }
    }
  }

  /** Renames; {@code CONFLICT} if another has the name. */
  void rename(String container, String name) throws EngineException, InterruptedException {
    Lookup.Fact renamed = () -> inspect(container).path("Name").asText().equals("/" + name);
    if (!renamed.holds()) {
      String path = container(container, "/rename?name=" + encode(name));
      lookup.act(() -> client.post(path, PROMPT), renamed);
    }
  }

  /** Sets the restart policy, {@code {"Name": "no"}} as inspect shows it in HostConfig. */
  void restartPolicy(String container, JsonNode policy)
      throws EngineException, InterruptedException {
    ObjectNode body = Json.object();
    body.set("RestartPolicy", policy);
    lookup.act(
        () -> client.post(container(container, "/update"), body, PROMPT),
        () -> Stop.policy(inspect(container)).equals(policy.path("Name").asText()));
  }

  /** Removes one that does not run, never its volumes; gone is fine. Returns when it is gone. */
  void remove(String container) throws EngineException, InterruptedException {
    remove(container, false);
  }

  /** Removes one that may run, never its volumes. */
  void removeForcibly(String container) throws EngineException, InterruptedException {
    remove(container, true);
  }

  private void remove(String container, boolean force)
      throws EngineException, InterruptedException {
    Lookup.Fact gone = () -> find(container).isEmpty();
    String path = container(container, "?v=0&force=" + (force ? 1 : 0));
    try {
      lookup.act(() -> client.delete(path, SLOW), gone);
    } catch (EngineException failed) {
      boolean underWay =
          failed.is(Kind.CONFLICT) && failed.engineMessage().contains("already in progress");
      if (!failed.is(Kind.NOT_FOUND) && !(underWay && lookup.becomes(gone))) {
        throw failed;
      }
    }
  }

  /** Gives an image a second name. */
  void tag(String image, String repository, String tag)
      throws EngineException, InterruptedException {
    String id = inspectImage(image).path("Id").asText();
    String path =
        "/images/" + encode(id) + "/tag?repo=" + encode(repository) + "&tag=" + encode(tag);
    lookup.act(
        () -> client.post(path, PROMPT),
        () ->
            findImage(repository + ":" + tag)
                .filter(named -> named.path("Id").asText().equals(id))
                .isPresent());
  }

  /** Takes a name away, with the image if it was the last; never by force; gone is fine. */
  void untag(String reference) throws EngineException, InterruptedException {
    try {
      lookup.act(
          () -> client.delete("/images/" + encode(reference), SLOW),
          () -> findImage(reference).isEmpty());
    } catch (EngineException failed) {
      if (!failed.is(Kind.NOT_FOUND)) {
        throw failed;
      }
    }
  }

  /**
   * Pulls {@code REPO:TAG} or {@code REPO@sha256:…} and looks at the result.
   *
   * @param headers {@code X-Registry-Auth}, or none
   * @param stall how long the engine may be silent
   * @return the image as inspected
   */
  JsonNode pull(
      String reference, Map<String, String> headers, Update.Progress progress, Duration stall)
      throws EngineException, InterruptedException {
    ImageRef wanted =
        ImageRef.parse(reference)
            .orElseThrow(() -> new IllegalArgumentException("no name of an image: " + reference));
    String path =
        "/images/create?fromImage=" + encode(wanted.repository()) + "&tag=" + encode(wanted.pin());
    client.stream(path, headers, new PullProgress(progress), stall);
    // A stream that ended well proves nothing: it may have been empty.
    return inspectImage(wanted.pinned());
  }

  @Override
  public void close() {
    client.close();
  }
}
