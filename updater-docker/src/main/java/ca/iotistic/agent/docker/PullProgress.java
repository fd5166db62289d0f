package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sums up the layers of a pull. The total grows as the engine gets to know the layers. */
final class PullProgress implements Consumer<JsonNode> {
  private final Update.Progress progress;
  private final Map<String, long[]> layers = new HashMap<>();

  PullProgress(Update.Progress progress) {
    this.progress = progress;
  }

  @Override
  public void accept(JsonNode line) {
    String layer = line.path("id").asText();
    switch (line.path("status").asText()) {
      case "Downloading" -> {
        JsonNode detail = line.path("progressDetail");
        long total = Math.max(detail.path("total").asLong(), 0);
        layers.put(layer, new long[] {detail.path("current").asLong(), total});
      }
      case "Download complete" ->
          layers.computeIfPresent(
              layer, (id, known) -> new long[] {Math.max(known[0], known[1]), known[1]});
      default -> {
        return;
      }
    }
    long done = layers.values().stream().mapToLong(known -> known[0]).sum();
    long total = layers.values().stream().mapToLong(known -> known[1]).sum();
    progress.report(done, total > 0 ? Math.max(total, done) : -1);
  }
}
