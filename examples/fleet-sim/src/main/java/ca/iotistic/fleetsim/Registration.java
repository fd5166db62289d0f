package ca.iotistic.fleetsim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Tells the fleet API which devices there are. */
public record Registration(URI api, String token) {
  private static final int MADE = 201;
  private static final int THERE = 409;
  private static final List<String> TYPES = List.of("rpi4", "rpi5", "x86");

  /** The first one in twenty is for staging. */
  public void register(List<String> uuids) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; i < uuids.size(); i++) {
      ObjectNode device = JsonNodeFactory.instance.objectNode();
      device.put("uuid", uuids.get(i)).put("deviceName", "simulated " + i);
      device.put("deviceType", TYPES.get(i % TYPES.size()));
      device.putArray("tags").add("simulated").add(i % 20 == 0 ? "staging" : "production");
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(api.resolve("/api/v1/devices"))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(device.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != MADE && answer.statusCode() != THERE) {
        throw new IOException("the API does not register devices: " + answer.body());
      }
    }
  }
}
