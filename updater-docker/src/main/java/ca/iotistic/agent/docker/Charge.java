package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Time;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a container in charge: its name, its boot policy, running. */
final class Charge {
  private static final Logger LOG = LoggerFactory.getLogger(Charge.class);

  /** Between two looks that a verdict needs. */
  private static final Duration APART = Duration.ofSeconds(5);

  /** For as long it must stay up to count as running. */
  private static final Duration STAYS = Duration.ofSeconds(2);

  private final Engine engine;
  private final Time time;

  Charge(Engine engine, Time time) {
    this.engine = engine;
    this.time = time;
  }

  static boolean running(JsonNode container) {
    return Fields.is(container, "State", "Running") && !Fields.is(container, "State", "Restarting");
  }

  /** Whether the failure tells something about the container, and not about the way to it. */
  static boolean isAnswer(EngineException failed) {
    return switch (failed.kind()) {
      case NOT_FOUND, CONFLICT, DENIED, BAD_REQUEST, SERVER -> true;
      case UNREACHABLE, UNKNOWN -> false;
    };
  }

  /** Names are cosmetics: what fails is logged and stops nothing. */
  void name(String id, String wanted) throws InterruptedException {
    try {
      Optional<JsonNode> container = engine.find(id);
      if (container.isPresent() && !Names.of(container.get()).equals(wanted)) {
        engine.rename(id, wanted);
      }
    } catch (EngineException failed) {
      LOG.warn("update: container={} is not renamed to {}: {}", id, wanted, failed.getMessage());
    }
  }

  /** Sets the boot policy, if it is another one. */
  void policy(String id, JsonNode policy) throws EngineException, InterruptedException {
    if (!RestartPolicy.same(RestartPolicy.of(engine.inspect(id)), policy)) {
      engine.restartPolicy(id, policy);
    }
  }

  /**
   * Starts it, a second time if the engine says no at first.
   *
   * @return why it was not started, empty if it was
   */
  Optional<String> start(String id) throws EngineException, InterruptedException {
    String why = "";
    for (int attempt = 0; attempt < 2; attempt++) {
      if (attempt > 0) {
        time.sleep(APART);
      }
      try {
        engine.start(id);
        return Optional.empty();
      } catch (EngineException failed) {
        if (!isAnswer(failed)) {
          throw failed;
        }
        why = failed.engineMessage();
      }
    }
    return Optional.of(why);
  }

  /**
   * Starts it and sees it running twice.
   *
   * @return why it does not run, empty if it does
   */
  Optional<String> startAndSee(String id) throws EngineException, InterruptedException {
    Optional<String> refused = start(id);
    if (refused.isPresent()) {
      return refused;
    }
    JsonNode first = engine.inspect(id);
    time.sleep(STAYS);
    JsonNode second = engine.inspect(id);
    boolean same =
        Fields.text(first, "State", "StartedAt").equals(Fields.text(second, "State", "StartedAt"));
    if (running(first) && running(second) && same) {
      return Optional.empty();
    }
    return Optional.of(
        "it is "
            + Fields.text(second, "State", "Status")
            + " right after its start, exit code "
            + Fields.text(second, "State", "ExitCode"));
  }
}
