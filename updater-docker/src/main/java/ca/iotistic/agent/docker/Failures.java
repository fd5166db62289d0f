package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.EngineException.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** What a failure of a call says about the engine. */
final class Failures {
  private static final int MOST_WORDS = 600;

  private Failures() {}

  /** Of an answer that is not a success. */
  static EngineException of(String act, EngineTransport.Answer answer) {
    Kind kind =
        switch (answer.status()) {
          case 401, 403 -> Kind.DENIED;
          case 404 -> Kind.NOT_FOUND;
          case 409 -> Kind.CONFLICT;
          default -> answer.status() >= 500 ? Kind.SERVER : Kind.BAD_REQUEST;
        };
    return new EngineException(kind, answer.status(), act, words(answer));
  }

  /** Of an error inside a stream that began as a success: it has nothing but its text. */
  static EngineException inStream(String act, JsonNode line) {
    String text = line.path("errorDetail").path("message").asText(line.path("error").asText());
    String lower = text.toLowerCase(Locale.ROOT);
    Kind kind = Kind.SERVER;
    if (lower.contains("unauthorized")
        || lower.contains("denied")
        || lower.contains("authentication required")
        || lower.contains("no basic auth credentials")) {
      kind = Kind.DENIED;
    } else if (lower.contains("manifest unknown") || lower.contains("not found")) {
      kind = Kind.NOT_FOUND;
    }
    return new EngineException(kind, 200, act, oneLine(text));
  }

  /** Of a call without an answer. Only what failed before the request went out is unreachable. */
  static EngineException of(String act, String host, Throwable failure) {
    Throwable root = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      root = at;
      if (at instanceof EngineException known) {
        return known;
      }
      if (at instanceof ConnectException
          || at instanceof UnknownHostException
          || at instanceof NoRouteToHostException
          || at instanceof ConnectTimeoutException
          || (at instanceof SocketException && noSocket(at))) {
        return new EngineException(
            Kind.UNREACHABLE, act, "nobody listens at " + host + " (" + text(at) + ")", failure);
      }
      if (at instanceof SocketException && text(at).contains("ermission denied")) {
        return new EngineException(Kind.DENIED, act, "no permission for " + host, failure);
      }
    }
    if (root instanceof IOException) {
      return new EngineException(Kind.UNKNOWN, act, "the link was lost: " + text(root), failure);
    }
    throw new IllegalStateException("a call to the engine failed in the agent: " + act, failure);
  }

  /** A unix socket that is missing or has nobody behind it has no exception class of its own. */
  private static boolean noSocket(Throwable failure) {
    String text = text(failure);
    return text.contains("No such file or directory") || text.contains("Connection refused");
  }

  private static String words(EngineTransport.Answer answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    try {
      JsonNode message = Json.MAPPER.readTree(body).path("message");
      if (message.isTextual()) {
        return oneLine(message.textValue());
      }
    } catch (IOException notJson) {
      // A proxy in front of the engine answers in words of its own.
    }
    return "status " + answer.status() + (body.isBlank() ? "" : ": " + oneLine(body));
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : oneLine(message);
  }

  private static String oneLine(String text) {
    String flat = text.replaceAll("\\s+", " ").strip();
    return flat.length() <= MOST_WORDS ? flat : flat.substring(0, MOST_WORDS) + "…";
  }
}
