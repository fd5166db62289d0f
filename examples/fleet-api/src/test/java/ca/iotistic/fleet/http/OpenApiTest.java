package ca.iotistic.fleet.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.fleet.device.AccessLists;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.device.Topics;
import ca.iotistic.fleet.update.Commands;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The document and the routes say the same. */
final class OpenApiTest {
  private final Topics topics = Topics.of(Topics.DEFAULT);
  private final List<Route> routes =
      new Routes(
              new Devices(topics),
              new AccessLists(topics),
              new Commands(topics, Duration.ofHours(1)))
          .all();

  @Test
  void everyRouteIsDescribedWithItsScopeAndNothingElseIs() throws Exception {
    JsonNode document = new JsonMapper().readTree(HttpServer.document());
    List<String> described = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        call ->
                            described.add(
                                call.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + call.getValue().path("x-scope").asText())));

    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            routes.stream()
                .map(route -> route.method() + " " + route.path() + " " + route.scope().wire())
                .toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() throws Exception {
    JsonNode document = new JsonMapper().readTree(HttpServer.document());

    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }
}
