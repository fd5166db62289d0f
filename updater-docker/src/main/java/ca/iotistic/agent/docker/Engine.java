package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
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
@SuppressWarnings("DoNotCallSuggester") // Signatures only, to be filled.
final class Engine implements AutoCloseable {

  Engine(EngineClient client, Time time) {}

  /** Of {@code docker.host}, DOCKER_HOST or the usual socket. */
  static Engine connect(Optional<String> dockerHost, Time time, Seam seam) {
    throw new UnsupportedOperationException();
  }

  EngineClient client() {
    throw new UnsupportedOperationException();
  }

  /** {@code unix:///var/run/docker.sock}. */
  String host() {
    throw new UnsupportedOperationException();
  }

  String apiVersion() throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** {@code GET /info}. */
  JsonNode info() throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** {@code GET /version}. */
  JsonNode version() throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** {@code NOT_FOUND} if it is not there. */
  JsonNode inspect(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  Optional<JsonNode> find(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  JsonNode inspectImage(String image) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  Optional<JsonNode> findImage(String image) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Everything that decides whether and how a container can be created again. */
  Subject subject(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Containers in every state, as the engine lists them.
   *
   * @param label {@code key} or {@code key=value}; none means all
   */
  List<JsonNode> list(Optional<String> label) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Images as the engine lists them.
   *
   * @param reference a pattern like {@code iotistic/agent-backup:*}
   */
  List<JsonNode> images(String reference) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Creates, does not start. {@code CONFLICT} if the name is taken.
   *
   * @return the id
   */
  String create(String name, ObjectNode body) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Connects to a network with an endpoint's settings; connected already is fine. */
  void connect(String network, String container, ObjectNode endpoint)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Starts, or finds it running. */
  void start(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Stops within the container's own time-out and then by force, and returns only when it is at
   * rest: exited for certain, with no stop under way in the engine that could hit a later start.
   *
   * @return what {@link #inspect} shows at rest
   */
  JsonNode stop(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** SIGKILL; not running is fine. */
  void kill(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Renames; {@code CONFLICT} if another has the name. */
  void rename(String container, String name) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Sets the restart policy, {@code {"Name": "no"}} as inspect shows it in HostConfig. */
  void restartPolicy(String container, JsonNode policy)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Removes one that does not run, never its volumes; gone is fine. Returns when it is gone. */
  void remove(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Removes one that may run, never its volumes. */
  void removeForcibly(String container) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Gives an image a second name. */
  void tag(String image, String repository, String tag)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Takes a name away, with the image if it was the last; never by force; gone is fine. */
  void untag(String reference) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** What the registry has: {@code Descriptor.digest}, {@code Platforms}. Asks the network. */
  JsonNode distribution(String reference, Map<String, String> headers)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** The last lines of output and error output, oldest first, at most so many bytes together. */
  List<String> logTail(String container, int lines, int bytes)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** One regular file out of a container, running or not; empty if it is not there. */
  Optional<byte[]> file(String container, String path, int most)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until it does not run.
   *
   * @return its exit code, empty if it still runs at the end of the limit
   */
  Optional<Integer> await(String container, Duration limit)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
