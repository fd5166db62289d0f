package ca.iotistic.agent.docker.registry;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A web server that answers as a registry, its token server, a proxy or a mirror might. */
final class FakeRegistry implements AutoCloseable {
  static final String TAGS = "/v2/group/agent/tags/list";

  /** Writes one answer. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();

  private FakeRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(workers);
    server.start();
  }

  static FakeRegistry plain() throws IOException {
    return new FakeRegistry(HttpServer.create(loopback(), 0));
  }

  static FakeRegistry secure(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new FakeRegistry(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Repository repository() {
    return Repository.of(host() + "/group/agent");
  }

  /** Every request, {@code /v2/group/agent/tags/list?n=1000}. */
  List<String> asked() {
    return asked;
  }

  /** The credentials of every request, {@code -} if there were none. */
  List<String> shown() {
    return shown;
  }

  /** What came as a form. */
  List<String> sent() {
    return sent;
  }

  /** One answer after the other; the last one again and again. */
  FakeRegistry on(String path, Answer... answers) {
    Deque<Answer> left = new ArrayDeque<>(Arrays.asList(answers));
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          shown.add(header(exchange, "Authorization"));
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (!form.isEmpty()) {
            sent.add(form);
          }
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

  static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "-" : value;
  }

  static Answer tags(String... tags) {
    return text(200, json(tags));
  }

  static String json(String... tags) {
    return "{\"name\":\"group/agent\",\"tags\":[\"" + String.join("\",\"", tags) + "\"]}";
  }

  /**
   * @param headers names and values by turns
   */
  static Answer text(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Shows the list to those who show this. */
  static Answer guarded(String authorization, String challenge, Answer inside) {
    return exchange -> {
      Answer answer =
          header(exchange, "Authorization").equals(authorization)
              ? inside
              : text(401, "{}", "WWW-Authenticate", challenge);
      answer.to(exchange);
    };
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
