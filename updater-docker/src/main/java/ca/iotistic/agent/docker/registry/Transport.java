package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One request and its whole answer, within a time and a size. */
final class Transport {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Some registries put a description of every image beside the tags. */
  private static final int LARGEST = 4 << 20;

  private final HttpClient client;
  private final Proxies proxies;
  private final boolean plainHttp;
  private final Consumer<Instant> clock;

  /**
   * @param clock hears what time it is elsewhere
   */
  Transport(Environment environment, Map<String, String> variables, Consumer<Instant> clock)
      throws UpdateException {
    this.proxies = Proxies.of(environment, variables);
    this.plainHttp = Endpoint.plainHttp(environment);
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .sslContext(Trust.context(environment))
            .build();
  }

  /**
   * @param form sent as a POST; empty is a GET
   * @throws IOException if there was no whole answer; it may be different next time
   * @throws UpdateException if it will not be
   */
  Answer send(URI to, Map<String, String> headers, String form, Duration limit)
      throws IOException, UpdateException, InterruptedException {
    if (!Addresses.secure(to) && !plainHttp && !Addresses.loopback(to)) {
      throw unavailable(
          to
              + " is not asked without TLS; set docker.registry.plain_http if whoever is on the way"
              + " may decide what runs on this device");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(to);
    headers.forEach(request::setHeader);
    proxies.authorization(to).ifPresent(own -> request.setHeader("Proxy-Authorization", own));
    if (!form.isEmpty()) {
      request
          .setHeader("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form));
    }
    HttpResponse<Optional<byte[]>> response = exchange(request.build(), limit);
    if (response.body().isEmpty()) {
      throw unavailable(to + " answers with more than " + (LARGEST >> 20) + " MiB");
    }
    Answer answer =
        new Answer(to, response.statusCode(), response.headers(), response.body().get());
    tellTime(answer);
    return answer;
  }

  private HttpResponse<Optional<byte[]>> exchange(HttpRequest request, Duration limit)
      throws IOException, InterruptedException {
    // The client's own limit ends with the headers.
    CompletableFuture<HttpResponse<Optional<byte[]>>> coming =
        client.sendAsync(request, head -> new BoundedBody(LARGEST));
    try {
      return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      HttpTimeoutException told =
          new HttpTimeoutException("no whole answer within " + limit.toSeconds() + " s");
      told.initCause(late);
      throw told;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException lost) {
        throw lost;
      }
      throw new IllegalStateException("a call to a registry failed in the agent", failed);
    } finally {
      coming.cancel(true);
    }
  }

  /** This machine's own clock is no second source, and neither is what a cache remembers. */
  private void tellTime(Answer answer) {
    if (Addresses.loopback(answer.from()) || answer.header("Age").isPresent()) {
      return;
    }
    Optional<String> date = answer.header("Date");
    if (date.isPresent()) {
      try {
        clock.accept(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get(), Instant::from));
      } catch (DateTimeException none) {
        // Then it says nothing about the time.
      }
    }
  }

  static UpdateException unavailable(String message) {
    return new UpdateException(Reason.REGISTRY_UNAVAILABLE, message);
  }
}
