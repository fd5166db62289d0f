package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Seam;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
final class EngineClient implements AutoCloseable {
  /** For answers that the engine has at hand; it may be busy with other things. */
  static final Duration PROMPT = Duration.ofSeconds(60);

  private final EngineTransport transport;
  private final Seam seam;
  private volatile Optional<String> version = Optional.empty();

  private EngineClient(EngineTransport transport, Seam seam) {
    this.transport = transport;
    this.seam = seam;
  }

  /** Connects lazily: an engine that is away shows at the first call. */
  static EngineClient connect(String dockerHost, Seam seam) {
    return new EngineClient(new EngineTransport(dockerHost), seam);
  }

  /** A name or a value, fit for a path or a query. */
  static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  String host() {
    return transport.host();
  }

  /** The newest version of the API that the engine speaks, {@code 1.41}. */
  String apiVersion() throws EngineException, InterruptedException {
    Optional<String> known = version;
    if (known.isPresent()) {
      return known.get();
    }
    String found = askVersion();
    version = Optional.of(found);
    return found;
  }

  private String askVersion() throws EngineException, InterruptedException {
    try {
      String pong = transport.send(Call.of(Method.GET, "/_ping"), PROMPT).apiVersion();
      if (!pong.isEmpty()) {
        return pong;
      }
      EngineTransport.Answer answer = transport.send(Call.of(Method.GET, "/version"), PROMPT);
      return answer.ok() ? json("/version", answer.body()).path("ApiVersion").asText() : "";
    } catch (EngineException failed) {
      if (failed.is(Kind.UNKNOWN)) {
        // Of the call that wants the version, nothing has been sent yet.
        throw new EngineException(Kind.UNREACHABLE, "GET /_ping", failed.engineMessage(), failed);
      }
      throw failed;
    }
  }

  JsonNode get(String path) throws EngineException, InterruptedException {
    return get(path, Map.of(), PROMPT);
  }

  JsonNode get(String path, Map<String, String> headers, Duration limit)
      throws EngineException, InterruptedException {
    return json(path, send(Call.of(Method.GET, path).with(headers), limit).body());
  }

  /** Asks in an older version, for what newer ones do not tell any more. */
  JsonNode getAt(String older, String path) throws EngineException, InterruptedException {
    Call call = Call.of(Method.GET, "/v" + older + path);
    return json(path, success(call, transport.send(call, PROMPT)).body());
  }

  JsonNode post(String path, Duration limit) throws EngineException, InterruptedException {
    return act(Call.of(Method.POST, path), limit);
  }

  JsonNode post(String path, JsonNode body, Duration limit)
      throws EngineException, InterruptedException {
    return act(Call.of(Method.POST, path).with(body), limit);
  }

  void delete(String path, Duration limit) throws EngineException, InterruptedException {
    act(Call.of(Method.DELETE, path), limit);
  }

  /**
   * POST, answered by JSON values as they come (a pull). An {@code error} among them is thrown.
   *
   * @param stall how long it may be silent
   */
  void stream(String path, Map<String, String> headers, Consumer<JsonNode> line, Duration stall)
      throws EngineException, InterruptedException {
    Call call = Call.of(Method.POST, path).with(headers);
    seam.before(call.act());
    List<JsonNode> errors = new ArrayList<>();
    transport.stream(
        under(apiVersion(), call),
        value -> {
          if (value.has("error")) {
            errors.add(value);
          } else {
            line.accept(value);
          }
        },
        stall);
    if (!errors.isEmpty()) {
      throw Failures.inStream(call.act(), errors.get(0));
    }
    seam.after(call.act());
  }

  /** GET, the body read as it comes, in another thread. */
  <T> T read(String path, EngineTransport.Body<T> body, Duration limit)
      throws EngineException, InterruptedException {
    return transport.read(under(apiVersion(), Call.of(Method.GET, path)), body, limit);
  }

  private JsonNode act(Call call, Duration limit) throws EngineException, InterruptedException {
    seam.before(call.act());
    byte[] body = send(call, limit).body();
    seam.after(call.act());
    return json(call.path(), body);
  }

  private EngineTransport.Answer send(Call call, Duration limit)
      throws EngineException, InterruptedException {
    String used = apiVersion();
    EngineTransport.Answer answer = transport.send(under(used, call), limit);
    if (answer.status() == 400
        && !answer.apiVersion().isEmpty()
        && !answer.apiVersion().equals(used)) {
      // Another engine, an older one maybe, has come up behind the same socket.
      version = Optional.of(answer.apiVersion());
      answer = transport.send(under(answer.apiVersion(), call), limit);
    }
    return success(call, answer);
  }

  private static EngineTransport.Answer success(Call call, EngineTransport.Answer answer)
      throws EngineException {
    if (!answer.ok()) {
      throw Failures.of(call.act(), answer);
    }
    return answer;
  }

  private static Call under(String api, Call call) {
    return api.isEmpty() ? call : call.under("/v" + api);
  }

  private static JsonNode json(String path, byte[] body) throws EngineException {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return Json.MAPPER.readTree(body, 0, body.length);
    } catch (JsonProcessingException notJson) {
      throw new EngineException(
          Kind.SERVER, path, "answered with something else than JSON", notJson);
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
