package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Where a container that compose made is described. Compose finds its containers by label whatever
 * their names are: it starts a stopped one, and goes back to the image of its file.
 */
record Compose(String project, String service, String files) {

  static Optional<Compose> of(JsonNode container) {
    JsonNode labels = Fields.at(container, "Config", "Labels");
    String project = labels.path("com.docker.compose.project").asText("");
    if (project.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Compose(
            project,
            labels.path("com.docker.compose.service").asText(""),
            labels.path("com.docker.compose.project.config_files").asText("")));
  }

  /** What a person has to do so that the update lasts. */
  String advice(Source source) {
    return "set the image of service "
        + service
        + " to "
        + source.reference()
        + " in "
        + (files.isEmpty() ? "the compose file of project " + project : files)
        + ", or the next \"compose up\" goes back to the version there";
  }
}
