package ca.iotistic.agent.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as an engine would that is broken, of another version, or hidden behind a proxy. */
final class FakeEngine implements AutoCloseable {
  /** Writes one answer. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String version;

  FakeEngine(String version) throws IOException {
    this.version = version;
    server.setExecutor(workers);
    on("/", text(404, "{\"message\": \"page not found\"}"));
    on("/_ping", text(200, "OK"));
    server.start();
  }

  String host() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What it says its version is, with every answer; empty says nothing. */
  void version(String other) {
    version = other;
  }

  /** Every request, {@code GET /v1.41/info}. */
  List<String> asked() {
    return asked;
  }

  /** The path with the version in it, without the query. */
  FakeEngine on(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          if (!version.isEmpty()) {
            exchange.getResponseHeaders().set("Api-Version", version);
          }
          try (exchange) {
            answer.to(exchange);
          }
        });
    return this;
  }

  static Answer text(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Begins a stream of lines and says nothing more. */
  Answer stalls(String body) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(body.getBytes(StandardCharsets.UTF_8));
      out.flush();
      silence(exchange);
    };
  }

  /** Takes the request and never answers. */
  void silence(HttpExchange unanswered) throws IOException {
    try {
      over.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
