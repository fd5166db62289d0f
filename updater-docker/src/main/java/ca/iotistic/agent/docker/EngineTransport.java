package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.EngineException.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** HTTP to the engine: bytes there and back, within limits, and what a failure means. */
final class EngineTransport implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A net under the limits of the calls: frees a thread that hangs on a TCP connection. */
  private static final Duration SILENCE = Duration.ofMinutes(15);

  private static final int LINES_AHEAD = 64;

  /** Answers are held in memory, and a device has little. */
  private static final int MOST = 8 << 20;

  private final String host;
  private final DockerHttpClient http;
  private final Deadline deadline = new Deadline();

  EngineTransport(String host) {
    this.host = host;
    this.http =
        new ApacheDockerHttpClient.Builder()
            .dockerHost(URI.create(host))
            .connectionTimeout(CONNECT)
            .responseTimeout(SILENCE)
            .build();
  }

  /**
   * An answer, whatever its status.
   *
   * @param apiVersion as the engine says it with every answer, or empty
   */
  record Answer(int status, String apiVersion, byte[] body) {
    boolean ok() {
      return status < 400;
    }
  }

  /** Makes something of a body, in the thread of the call. */
  interface Body<T> {
    T read(InputStream in) throws IOException;
  }

  String host() {
    return host;
  }

  Answer send(Call call, Duration limit) throws EngineException, InterruptedException {
    return within(
        call,
        limit,
        () -> {
          try (DockerHttpClient.Response response = http.execute(call.request())) {
            return answer(response);
          }
        });
  }

  <T> T read(Call call, Body<T> body, Duration limit) throws EngineException, InterruptedException {
    return within(
        call,
        limit,
        () -> {
          try (DockerHttpClient.Response response = http.execute(call.request())) {
            if (response.getStatusCode() >= 400) {
              throw Failures.of(call.act(), answer(response));
            }
            return body.read(response.getBody());
          }
        });
  }

  private <T> T within(Call call, Duration limit, Callable<T> exchange)
      throws EngineException, InterruptedException {
    try {
      return deadline.call(limit, exchange);
    } catch (Deadline.Passed late) {
      throw new EngineException(Kind.UNKNOWN, call.act(), String.valueOf(late.getMessage()), late);
    } catch (ExecutionException failed) {
      throw Failures.of(call.act(), host, failed);
    }
  }

  /** Hands over JSON values in the caller's thread, as they come. */
  void stream(Call call, Consumer<JsonNode> value, Duration stall)
      throws EngineException, InterruptedException {
    BlockingQueue<Optional<JsonNode>> values = new ArrayBlockingQueue<>(LINES_AHEAD);
    Future<Answer> worker = deadline.begin(() -> read(call, values));
    try {
      Optional<JsonNode> next = poll(call, values, stall);
      while (next.isPresent()) {
        value.accept(next.get());
        next = poll(call, values, stall);
      }
      Answer end = worker.get();
      if (!end.ok()) {
        throw Failures.of(call.act(), end);
      }
    } catch (ExecutionException failed) {
      throw Failures.of(call.act(), host, failed);
    } finally {
      worker.cancel(true);
    }
  }

  private static Optional<JsonNode> poll(
      Call call, BlockingQueue<Optional<JsonNode>> values, Duration stall)
      throws EngineException, InterruptedException {
    Optional<JsonNode> next = values.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new EngineException(
          Kind.UNKNOWN, 0, call.act(), "nothing was heard for " + stall.toSeconds() + " s");
    }
    return next;
  }

  /** The worker's part; an empty value is the end, however it came. */
  private Answer read(Call call, BlockingQueue<Optional<JsonNode>> values)
      throws IOException, InterruptedException {
    try (DockerHttpClient.Response response = http.execute(call.request())) {
      if (response.getStatusCode() >= 400) {
        return answer(response);
      }
      try (MappingIterator<JsonNode> parsed =
          Json.MAPPER.readerFor(JsonNode.class).readValues(response.getBody())) {
        while (parsed.hasNextValue()) {
          values.put(Optional.of(parsed.nextValue()));
        }
      }
      return new Answer(response.getStatusCode(), "", new byte[0]);
    } finally {
      values.put(Optional.empty());
    }
  }

  private static Answer answer(DockerHttpClient.Response response) throws IOException {
    String api = response.getHeader("Api-Version");
    byte[] body = response.getBody().readNBytes(MOST + 1);
    if (body.length > MOST) {
      throw new IOException("the answer has more than " + MOST + " bytes");
    }
    return new Answer(response.getStatusCode(), api == null ? "" : api, body);
  }

  @Override
  public void close() {
    deadline.close();
    try {
      http.close();
    } catch (IOException ignored) {
      // Nothing depends on a connection that is given up.
    }
  }
}
