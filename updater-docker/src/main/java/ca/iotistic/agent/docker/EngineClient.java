package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Seam;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Raw JSON to and from the engine. Every call has a time limit of its own, kept by this class: the
 * transport's does not hold on unix sockets. Paths are without a version; the engine's own is put
 * before them. Names in paths must be encoded ({@link #encode}).
 *
 * <p>POST and DELETE are acts for the {@link Seam}, named {@code POST /containers/{id}/stop}.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures only, to be filled.
final class EngineClient implements AutoCloseable {
  /** For answers that the engine has at hand. */
  static final Duration PROMPT = Duration.ofSeconds(30);

  /** Connects lazily: an engine that is away shows at the first call. */
  static EngineClient connect(String dockerHost, Seam seam) {
    throw new UnsupportedOperationException();
  }

  /** Where the engine listens: the setting, DOCKER_HOST, or the usual socket. */
  static String host(Optional<String> setting, Map<String, String> environment) {
    throw new UnsupportedOperationException();
  }

  /** A name or a value, fit for a path or a query. */
  static String encode(String name) {
    throw new UnsupportedOperationException();
  }

  String host() {
    throw new UnsupportedOperationException();
  }

  /** The newest version of the API that the engine speaks, {@code 1.41}. */
  String apiVersion() throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  JsonNode get(String path) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  JsonNode get(String path, Map<String, String> headers, Duration limit)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  JsonNode post(String path, Duration limit) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  JsonNode post(String path, JsonNode body, Duration limit)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  void delete(String path, Duration limit) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * POST, answered by JSON values as they come (a pull). An {@code error} among them is thrown.
   *
   * @param stall how long it may be silent
   */
  void stream(String path, Map<String, String> headers, Consumer<JsonNode> line, Duration stall)
      throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** GET, the body as it is; what is over {@code most} bytes is a failure. */
  byte[] raw(String path, int most, Duration limit) throws EngineException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
