package ca.iotistic.agent.systemd.release;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A web server that answers as a release server might on a bad day. */
final class FakeServer implements AutoCloseable {
  /** Writes one answer. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** One request, with what it had of the headers that matter; {@code -} is none. */
  record Asked(String method, String path, String range, String ifRange, String token) {}

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Set<String> contexts = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private FakeServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(workers);
    server.start();
  }

  static FakeServer plain() throws IOException {
    return new FakeServer(HttpServer.create(loopback(), 0), "http");
  }

  static FakeServer secure(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new FakeServer(server, "https");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String address() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  List<String> paths() {
    return asked.stream().map(one -> one.method() + " " + one.path()).toList();
  }

  List<String> ranges() {
    return asked.stream().map(Asked::range).toList();
  }

  /** One answer after the other; the last one again and again. */
  FakeServer on(String path, Answer... answers) {
    Deque<Answer> left = new ArrayDeque<>(Arrays.asList(answers));
    contexts.add(path);
    server.createContext(
        path,
        exchange -> {
          asked.add(
              new Asked(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  header(exchange, "Range"),
                  header(exchange, "If-Range"),
                  header(exchange, "Authorization")));
          Answer answer;
          synchronized (left) {
            answer = left.size() > 1 ? left.removeFirst() : left.getFirst();
          }
          try (exchange) {
            answer.to(exchange);
          }
        });
    return this;
  }

  /** Other answers from now on. */
  FakeServer again(String path, Answer... answers) {
    if (contexts.remove(path)) {
      server.removeContext(path);
    }
    return on(path, answers);
  }

  static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "-" : value;
  }

  /**
   * @param headers names and values by turns
   */
  static Answer text(int status, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> send(exchange, status, bytes, bytes.length, headers);
  }

  static Answer to(String location) {
    return text(302, "", "Location", location);
  }

  /** As many bytes as {@code sent} of a body that is said to be {@code body}. */
  static void send(HttpExchange exchange, int status, byte[] body, int sent, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body, 0, Math.min(sent, body.length));
  }

  /** A file as a good server gives it, with ranges. */
  static Answer file(byte[] content, String... validators) {
    return cut(content, Integer.MAX_VALUE, validators);
  }

  /** The same, but the connection breaks after so many bytes of each answer. */
  static Answer cut(byte[] content, int sent, String... validators) {
    return exchange -> {
      String range = header(exchange, "Range");
      String wanted = header(exchange, "If-Range");
      if (range.equals("-") || !Arrays.asList(validators).contains(wanted)) {
        send(exchange, 200, content, sent, validators);
        return;
      }
      int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (from >= content.length) {
        send(exchange, 416, new byte[0], 0, "Content-Range", "bytes */" + content.length);
        return;
      }
      byte[] rest = Arrays.copyOfRange(content, from, content.length);
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      send(exchange, 206, rest, sent, validators);
    };
  }

  /** Begins, and says nothing more. */
  Answer stalled(byte[] content, int sent, String... validators) {
    return exchange -> {
      send(exchange, 200, content, sent, validators);
      exchange.getResponseBody().flush();
      try {
        closing.await();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Without a length, and without an end. */
  static Answer endless() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] much = new byte[1 << 16];
      for (int i = 0; i < 100_000; i++) {
        exchange.getResponseBody().write(much);
      }
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
