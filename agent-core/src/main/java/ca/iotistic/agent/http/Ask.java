package ca.iotistic.agent.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;

/**
 * One request.
 *
 * @param form the body of a POST; empty for the others
 */
public record Ask(String method, URI to, Map<String, String> headers, String form) {
  public Ask {
    headers = Map.copyOf(headers);
  }

  public static Ask get(URI to, Map<String, String> headers) {
    return new Ask("GET", to, headers, "");
  }

  public static Ask head(URI to, Map<String, String> headers) {
    return new Ask("HEAD", to, headers, "");
  }

  public static Ask post(URI to, String form) {
    return new Ask("POST", to, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
  }

  HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .method(
                method,
                form.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(form));
    headers.forEach(request::setHeader);
    return request;
  }
}
