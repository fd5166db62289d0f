package ca.iotistic.fleet.http;

import ca.iotistic.fleet.store.Database;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final List<String> VERSIONS = List.of("/api/v1", "/v1");
  private static final long LONGEST_BODY = 1024 * 1024;
  private static final int THREADS = 40;
  private static final List<String> METHODS = List.of("GET", "POST", "PATCH", "DELETE");
  private static final String ROUTE = "route";
  private static final String JSON = "application/json";

  private final Javalin app;

  /** What the rest of the service tells it. */
  public record Surroundings(
      Database database,
      BooleanSupplier brokerUp,
      Runnable committed,
      Supplier<String> metrics,
      Answered answered) {}

  /** Hears of every answer. */
  @FunctionalInterface
  public interface Answered {
    void heard(String method, String route, int status, Duration took);
  }

  private HttpServer(Javalin app) {
    this.app = app;
  }

  /**
   * Returns when it answers.
   *
   * @throws IOException if it cannot listen there, with the cure
   */
  public static HttpServer start(String host, int port, Routes routes, Surroundings around)
      throws IOException {
    Javalin app = Javalin.create(config -> configure(config, host, port, routes, around));
    try {
      app.start();
    } catch (RuntimeException failed) {
      app.stop();
      throw new IOException(
          "cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + failed.getMessage()
              + "): set FLEET_HTTP_PORT to a free port, and FLEET_HTTP_HOST to an address of this"
              + " machine",
          failed);
    }
    return new HttpServer(app);
  }

  public int port() {
    return app.port();
  }

  @Override
  public void close() {
    app.stop();
  }

  private static void configure(
      JavalinConfig config, String host, int port, Routes routes, Surroundings around) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.host = host;
    config.jetty.port = port;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
    config.jetty.modifyServer(server -> server.setErrorHandler(new BareProblems()));
    config.http.maxRequestSize = LONGEST_BODY;
    config.http.prefer405over404 = true;
    config.http.defaultContentType = JSON;
    config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
    Exchange exchange = new Exchange(around.database(), around.committed());
    for (String version : VERSIONS) {
      for (Route route : routes.all()) {
        config.routes.addEndpoint(
            Endpoint.create(HandlerType.findOrCreate(route.method()), version + route.path())
                .handler(
                    context -> {
                      context.attribute(ROUTE, version + route.path());
                      exchange.run(route, context);
                    }));
      }
    }
    config.routes.get("/health", context -> health(context, around));
    config.routes.get(
        "/metrics",
        context -> context.contentType("text/plain; version=0.0.4").result(around.metrics().get()));
    String document = document();
    config.routes.get("/openapi.json", context -> context.contentType(JSON).result(document));
    problems(config);
    config.requestLogger.http(
        (context, millis) ->
            around
                .answered()
                .heard(
                    method(context),
                    route(context),
                    context.statusCode(),
                    Duration.ofNanos((long) (millis * 1e6))));
  }

  /** Known ones only: what a caller makes up is no label. */
  private static String route(Context context) {
    String route = context.attribute(ROUTE);
    return route == null ? "other" : route;
  }

  private static String method(Context context) {
    return METHODS.contains(context.method().name()) ? context.method().name() : "other";
  }

  private static void problems(JavalinConfig config) {
    config.routes.exception(Problem.class, (problem, context) -> write(problem, context));
    config.routes.exception(
        HttpResponseException.class,
        (failed, context) ->
            write(
                new Problem(
                    failed.getStatus(),
                    "http-" + failed.getStatus(),
                    String.valueOf(failed.getMessage()),
                    context.method()
                        + " "
                        + context.path()
                        + ": see /openapi.json for what there is."),
                context));
    config.routes.exception(
        Exception.class,
        (failed, context) -> {
          boolean away = Database.away(failed);
          LOG.warn("{} {} failed", context.method(), context.path(), failed);
          write(
              away
                  ? new Problem(
                      503,
                      "database-away",
                      "The database cannot be reached",
                      "Most likely nothing was done. Try again in a few seconds; what has an"
                          + " Idempotency-Key is done once in any case.")
                  : new Problem(
                      500,
                      "internal-error",
                      "A fault of the service",
                      "Nothing was done. The service's log tells more."),
              context);
        });
  }

  private static void write(Problem problem, Context context) {
    context.status(problem.status());
    if (problem.status() == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"fleet\"");
    }
    if (problem.status() == 503) {
      context.header("Retry-After", "5");
    }
    context.contentType(Problem.CONTENT_TYPE);
    context.result(problem.toJson().toString());
  }

  /**
   * A copy without a database can do nothing; without a broker it takes commands and keeps them.
   */
  private static void health(Context context, Surroundings around) {
    boolean database = around.database().up();
    boolean broker = around.brokerUp().getAsBoolean();
    context.status(database ? 200 : 503);
    context
        .contentType(JSON)
        .result(
            JsonNodeFactory.instance
                .objectNode()
                .put("status", database ? (broker ? "up" : "degraded") : "down")
                .put("database", database ? "up" : "down")
                .put("broker", broker ? "up" : "down")
                .toString());
  }

  static String document() {
    try (InputStream in = HttpServer.class.getResourceAsStream("/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException("openapi.json cannot be read", broken);
    }
  }
}
