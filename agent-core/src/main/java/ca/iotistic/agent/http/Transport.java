package ca.iotistic.agent.http;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
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
import javax.net.ssl.SSLException;

/** One request and its answer, within a time and a size; redirects are answers here. */
public final class Transport {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Proxies proxies;
  private final ServerKind kind;
  private final boolean open;
  private final Consumer<Instant> clock;

  /**
   * @param variables of the process, which may name a proxy
   * @param clock hears what time it is elsewhere
   */
  public Transport(
      Environment environment,
      ServerKind kind,
      Map<String, String> variables,
      Consumer<Instant> clock)
      throws UpdateException {
    this.proxies = Proxies.of(environment, variables);
    this.kind = kind;
    this.open = kind.open(environment);
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .sslContext(Trust.context(environment, kind.ca()))
            .build();
  }

  /**
   * The whole answer.
   *
   * @throws IOException if there was none; it may be different next time
   * @throws UpdateException if it will not be
   */
  public Answer send(Ask ask, Duration limit)
      throws IOException, UpdateException, InterruptedException {
    HttpResponse<Optional<byte[]>> response =
        exchange(ask, head -> new BoundedBody(kind.largest()), limit);
    if (response.body().isEmpty()) {
      throw unavailable(ask.to() + " answers with more than " + (kind.largest() >> 20) + " MiB");
    }
    Answer answer =
        new Answer(ask.to(), response.statusCode(), response.headers(), response.body().get());
    tellTime(answer);
    return answer;
  }

  /**
   * An answer whose body is for the caller to read and to close.
   *
   * @param limit for what comes before the body
   * @throws IOException if there was none; it may be different next time
   * @throws UpdateException if it will not be
   */
  public Incoming open(Ask ask, Duration limit)
      throws IOException, UpdateException, InterruptedException {
    HttpResponse<Body> response = exchange(ask, head -> new Body(), limit);
    Incoming incoming =
        new Incoming(ask.to(), response.statusCode(), response.headers(), response.body());
    tellTime(incoming);
    return incoming;
  }

  private <T> HttpResponse<T> exchange(Ask ask, HttpResponse.BodyHandler<T> handler, Duration limit)
      throws IOException, UpdateException, InterruptedException {
    URI to = ask.to();
    if (!Addresses.secure(to) && !open && !Addresses.loopback(to)) {
      throw unavailable(to + " is not asked without TLS" + kind.onlyWithTls());
    }
    HttpRequest.Builder request = ask.request();
    proxies.authorization(to).ifPresent(own -> request.setHeader("Proxy-Authorization", own));
    // The client's own limit ends with the headers.
    CompletableFuture<HttpResponse<T>> coming = client.sendAsync(request.build(), handler);
    try {
      return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      HttpTimeoutException told =
          new HttpTimeoutException("no answer within " + limit.toSeconds() + " s");
      told.initCause(late);
      throw told;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException lost) {
        throw lost;
      }
      throw new IllegalStateException("a call to a server failed in the agent", failed);
    } finally {
      coming.cancel(true);
    }
  }

  /** This machine's own clock is no second source, and neither is what a cache remembers. */
  private void tellTime(Response answer) {
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

  /** Whether nobody vouches for the other side; a handshake that broke off is no such thing. */
  public static boolean untrusted(IOException failed) {
    for (Throwable why = failed; why != null; why = why.getCause()) {
      if (why instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  /** What a failure means, for people. */
  public UpdateException lost(URI to, IOException failed) {
    if (failed instanceof SSLException) {
      return new UpdateException(
          Reason.REGISTRY_UNAVAILABLE,
          "no TLS with "
              + Addresses.hostAndPort(to)
              + " ("
              + Words.of(failed)
              + "); name who vouches for it in "
              + kind.ca()
              + ", and see that the clock is right",
          failed);
    }
    return new UpdateException(
        Reason.REGISTRY_UNAVAILABLE,
        Addresses.hostAndPort(to) + " does not answer (" + Words.of(failed) + ")",
        failed);
  }

  public static UpdateException unavailable(String message) {
    return new UpdateException(Reason.REGISTRY_UNAVAILABLE, message);
  }

  /** What a 407 means. */
  public static UpdateException proxyDenied() {
    return unavailable(
        "the proxy wants a name and a password; put them into network.proxy, and for TLS"
            + " start Java with -Djdk.http.auth.tunneling.disabledSchemes=");
  }
}
