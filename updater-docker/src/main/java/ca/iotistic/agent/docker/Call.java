package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param path with its query, encoded
 */
record Call(Method method, String path, Map<String, String> headers, Optional<JsonNode> body) {
  Call {
    headers = Map.copyOf(headers);
  }

  static Call of(Method method, String path) {
    return new Call(method, path, Map.of(), Optional.empty());
  }

  Call with(Map<String, String> more) {
    return new Call(method, path, more, body);
  }

  Call with(JsonNode content) {
    return new Call(method, path, headers, Optional.of(content));
  }

  Call under(String prefix) {
    return new Call(method, prefix + path, headers, body);
  }

  /** What it does, without what it is done to: {@code POST /containers/{id}/stop}. */
  String act() {
    String plain =
        path.replaceFirst("\\?.*", "")
            .replaceFirst("^/v[0-9.]+/", "/")
            .replaceFirst("^/containers/(?!(create|json|prune)$)[^/]+", "/containers/{id}")
            .replaceFirst("^/images/(?!(create|json|prune)$)[^/]+", "/images/{name}")
            .replaceFirst("^/distribution/[^/]+", "/distribution/{name}")
            .replaceFirst("^/networks/[^/]+", "/networks/{id}");
    return method + " " + plain;
  }

  DockerHttpClient.Request request() {
    DockerHttpClient.Request.Builder builder = DockerHttpClient.Request.builder();
    builder.method(method).path(path).putAllHeaders(headers);
    // A connection that is kept would be dead after a restart of the engine, and a request lost on
    // it could not be told from one that was carried out.
    builder.putHeader("Connection", "close");
    body.ifPresent(
        content ->
            builder
                .putHeader("Content-Type", "application/json")
                .bodyBytes(content.toString().getBytes(StandardCharsets.UTF_8)));
    return builder.build();
  }
}
