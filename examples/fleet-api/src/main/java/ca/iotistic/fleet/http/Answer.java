package ca.iotistic.fleet.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a call is answered with.
 *
 * @param location of what was made
 */
record Answer(int status, String contentType, String body, Optional<String> location) {
  static Answer ok(JsonNode json) {
    return new Answer(200, "application/json", json.toString(), Optional.empty());
  }

  static Answer made(JsonNode json, String location) {
    return new Answer(201, "application/json", json.toString(), Optional.of(location));
  }

  static Answer text(String text) {
    return new Answer(200, "text/plain; charset=utf-8", text, Optional.empty());
  }

  static Answer nothing() {
    return new Answer(204, "", "", Optional.empty());
  }

  Answer at(String where) {
    return new Answer(status, contentType, body, Optional.of(where));
  }
}
