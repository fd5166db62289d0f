package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** How the new one is, and what it said. */
final class Observation {
  private static final int LINES = 100;
  private static final int BYTES = 4096;
  private static final int WORDS = 200;

  private final Engine engine;

  Observation(Engine engine) {
    this.engine = engine;
  }

  Health health(Update update) throws EngineException, UpdateException, InterruptedException {
    Plan plan = Plan.of(update);
    Optional<JsonNode> container = engine.find(plan.newId());
    return container.isPresent()
        ? health(container.get())
        : new Health.Unhealthy(
            Reason.CRASHED, "container " + plan.target() + " was removed by somebody");
  }

  static Health health(JsonNode container) {
    JsonNode state = container.path("State");
    String error = Fields.text(state, "Error");
    return switch (Fields.text(state, "Status")) {
      case "running" -> running(container, state);
      case "created" ->
          error.isEmpty()
              ? new Health.Starting("created")
              : new Health.Unhealthy(Reason.START_FAILED, error);
      case "paused" -> new Health.Unhealthy(Reason.UNHEALTHY, "it is paused");
      default ->
          new Health.Unhealthy(
              Reason.CRASHED,
              "it is "
                  + Fields.text(state, "Status")
                  + " with exit code "
                  + Fields.text(state, "ExitCode")
                  + (Fields.is(state, "OOMKilled") ? ", out of memory" : "")
                  + (error.isEmpty() ? "" : ": " + error));
    };
  }

  private static Health running(JsonNode container, JsonNode state) {
    JsonNode check = state.path("Health");
    return switch (Fields.text(check, "Status")) {
      case "starting" -> new Health.Starting("its health check has not passed yet");
      case "unhealthy" ->
          new Health.Unhealthy(Reason.UNHEALTHY, "its health check fails: " + lastWords(check));
      default ->
          new Health.Healthy(
              Fields.text(container, "Id")
                  + " "
                  + Fields.text(state, "StartedAt")
                  + " "
                  + container.path("RestartCount").asInt(0),
              Fields.text(container, "Image"));
    };
  }

  private static String lastWords(JsonNode check) {
    JsonNode log = check.path("Log");
    JsonNode last = log.path(log.size() - 1);
    String words = Fields.text(last, "Output").strip().replaceAll("\\s+", " ");
    String bounded = words.length() > WORDS ? words.substring(0, WORDS) : words;
    return "exit code " + Fields.text(last, "ExitCode") + (bounded.isEmpty() ? "" : ", " + bounded);
  }

  /**
   * Of the new one; of the switcher if the new one was never started, for then it is the switcher
   * that failed.
   */
  List<String> logTail(Update update)
      throws EngineException, UpdateException, InterruptedException {
    Plan plan = Plan.of(update);
    Optional<JsonNode> fresh = engine.find(plan.newId());
    if (fresh.isEmpty()) {
      return List.of();
    }
    boolean started = !Fields.text(fresh.get(), "State", "StartedAt").startsWith("0001-");
    String speaker = started ? plan.newId() : Names.switcher(plan.target());
    if (!started && engine.find(speaker).isEmpty()) {
      return List.of();
    }
    try {
      // More than is kept, so that no secret is cut in two before it is masked.
      return bounded(Secrets.of(fresh.get()).mask(engine.logTail(speaker, LINES, 2 * BYTES)));
    } catch (EngineException failed) {
      if (Charge.isAnswer(failed)) {
        return List.of("the log cannot be read: " + failed.engineMessage());
      }
      throw failed;
    }
  }

  private static List<String> bounded(List<String> lines) {
    int room = BYTES;
    int from = lines.size();
    while (from > 0 && room > 0) {
      room -= lines.get(from - 1).getBytes(StandardCharsets.UTF_8).length + 1;
      from--;
    }
    return lines.subList(room < 0 && from < lines.size() - 1 ? from + 1 : from, lines.size());
  }
}
