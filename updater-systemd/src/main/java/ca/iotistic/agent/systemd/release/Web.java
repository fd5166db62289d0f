package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.http.Answer;
import ca.iotistic.agent.http.Ask;
import ca.iotistic.agent.http.Calls;
import ca.iotistic.agent.http.Incoming;
import ca.iotistic.agent.http.Patience;
import ca.iotistic.agent.http.Redirects;
import ca.iotistic.agent.http.Response;
import ca.iotistic.agent.http.ServerKind;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release server. */
final class Web implements Origin {
  /** Everything but the download has to fit into the time that a strategy has to resolve. */
  private static final Patience PATIENCE =
      new Patience(5, Duration.ofSeconds(20), Duration.ofSeconds(90));

  private static final Duration BEFORE_THE_BODY = Duration.ofMinutes(1);
  private static final Pattern TAG = Pattern.compile(".*/releases/tag/([^/]+)");

  /** A file that was packed on the way would have another length and digest. */
  private static final Map<String, String> AS_IT_IS = Map.of("Accept-Encoding", "identity");

  private final Layout layout;
  private final Transport transport;
  private final Calls calls;
  private final Token token;

  private Web(Layout layout, Transport transport, Calls calls, Token token) {
    this.layout = layout;
    this.transport = transport;
    this.calls = calls;
    this.token = token;
  }

  /**
   * For an update: tries for a while, and tells the environment what time it is elsewhere. Reads
   * the files that the settings name.
   */
  static Web patient(Environment environment, Layout layout, Map<String, String> variables)
      throws UpdateException {
    return of(environment, layout, variables, PATIENCE, environment.confirmedTime());
  }

  /** For a look: once, and without a trace. */
  static Web once(Environment environment, Layout layout, Map<String, String> variables)
      throws UpdateException {
    return of(environment, layout, variables, Patience.LOOK, moment -> {});
  }

  private static Web of(
      Environment environment,
      Layout layout,
      Map<String, String> variables,
      Patience patience,
      Consumer<Instant> clock)
      throws UpdateException {
    Transport transport =
        new Transport(
            environment,
            new ServerKind("systemd.ca", Optional.empty(), Checksums.LARGEST),
            variables,
            clock);
    return new Web(
        layout,
        transport,
        new Calls(transport, patience, environment.time(), AS_IT_IS),
        new Token(environment, layout.base()));
  }

  /** By where the server sends whoever asks for it, since its API counts the questions. */
  @Override
  public Version latest() throws UpdateException, InterruptedException {
    URI to = layout.latest();
    for (int hops = 0; hops <= Redirects.MOST; hops++) {
      Answer answer = calls.hop(to, authorization(to));
      Optional<URI> next = Redirects.next(answer);
      if (next.isEmpty()) {
        throw answer.status() == 200
            ? new UpdateException(
                Reason.NOT_FOUND,
                layout.latest() + " leads to no release; publish one, or name a version")
            : Refusal.of(layout.latest(), answer, token);
      }
      Matcher tag = TAG.matcher(String.valueOf(next.get().getRawPath()));
      if (tag.matches()) {
        return version(URLDecoder.decode(tag.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
      }
      to = next.get();
    }
    throw Redirects.tooMany(layout.latest());
  }

  private Version version(String tag) throws UpdateException {
    return Version.parse(tag)
        .filter(Version::stable)
        .filter(version -> tag.equals("v" + version.text()))
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.NOT_FOUND,
                    layout.latest()
                        + " leads to \""
                        + tag
                        + "\", which is no stable version like v1.0.6; name a version instead"));
  }

  @Override
  public byte[] read(URI file) throws UpdateException, InterruptedException {
    Answer answer = calls.get(file, authorization(file));
    if (answer.status() != 200) {
      throw Refusal.of(file, answer, token);
    }
    return answer.body();
  }

  @Override
  public long size(URI file) throws UpdateException, InterruptedException {
    Answer answer = calls.head(file, authorization(file));
    return switch (answer.status()) {
      case 200 -> Math.max(length(answer), 0);
      case 404, 410 -> throw Refusal.of(file, answer, token);
      // Not everybody who gives a file tells its size; a signed address is one for a GET only.
      default -> 0;
    };
  }

  @Override
  public Delivery open(URI file, Kept kept)
      throws PassingException, UpdateException, InterruptedException {
    Incoming answer = ask(file, kept);
    try {
      Optional<Delivery> delivery = delivery(answer, kept);
      if (delivery.isPresent()) {
        return delivery.get();
      }
    } catch (RuntimeException unforeseen) {
      answer.close();
      throw unforeseen;
    }
    answer.close();
    if (answer.passing()) {
      throw new PassingException(
          Transport.unavailable(
              Addresses.hostAndPort(file) + " answers " + answer.status() + " to " + file),
          answer.header("Retry-After").flatMap(Calls::seconds));
    }
    if (!kept.nothing() && (answer.status() == 206 || answer.status() == 416)) {
      // Another part than the one that is missing: the whole, then.
      return open(file, Kept.NOTHING);
    }
    throw Refusal.of(file, answer, token);
  }

  private Incoming ask(URI file, Kept kept)
      throws PassingException, UpdateException, InterruptedException {
    Map<String, String> headers = new HashMap<>(AS_IT_IS);
    if (!kept.nothing()) {
      headers.put("Range", "bytes=" + kept.length() + "-");
      headers.put("If-Range", kept.validator());
    }
    try {
      return Redirects.follow(
          file,
          (to, home) -> transport.open(Ask.get(to, token.with(headers, to)), BEFORE_THE_BODY));
    } catch (IOException lost) {
      UpdateException told = transport.lost(file, lost);
      if (Transport.untrusted(lost)) {
        throw told;
      }
      throw new PassingException(told);
    }
  }

  /** Empty if the answer holds nothing that could be used. */
  private static Optional<Delivery> delivery(Incoming answer, Kept kept) {
    String validator = Validator.of(answer);
    if (answer.status() == 200) {
      return Optional.of(new Flow(answer, 0, length(answer), validator));
    }
    if (answer.status() != 206 || kept.nothing()) {
      return Optional.empty();
    }
    return ContentRange.of(answer)
        .filter(range -> range.continues(kept))
        .filter(range -> !Validator.differ(validator, kept.validator()))
        .map(
            range ->
                new Flow(
                    answer,
                    range.first(),
                    range.total() < 0 ? kept.total() : range.total(),
                    kept.validator()));
  }

  private static long length(Response answer) {
    try {
      OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
      return length.orElse(-1);
    } catch (NumberFormatException none) {
      return -1;
    }
  }

  private Optional<String> authorization(URI to) throws UpdateException {
    return Optional.ofNullable(token.with(Map.of(), to).get("Authorization"));
  }

  private record Flow(Incoming answer, long start, long total, String validator)
      implements Delivery {
    @Override
    public int read(byte[] into, Duration wait) throws IOException, InterruptedException {
      return answer.body().read(into, wait);
    }

    @Override
    public void close() {
      answer.close();
    }
  }
}
