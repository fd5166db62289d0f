package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Time;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a container to rest. A stop whose answer was lost goes on in the engine; if the container
 * were started again meanwhile, that stop would kill the new run after its time-out, and the engine
 * would not bring it back, because it was stopped on request. So nobody hears of a rest before it
 * is a lasting one.
 */
final class Stop {
  private static final Logger log = LoggerFactory.getLogger(Stop.class);

  /** What the engine takes if the container does not say. */
  private static final int ENGINE_DEFAULT_SECONDS = 10;

  /** For one that is never to be killed: it would hold up the update for ever. */
  private static final int NEVER_SECONDS = 600;

  /** The engine's default may be set to more, and its disks may be slow. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final Duration AFTER_KILL = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Engine engine;
  private final Time time;
  private boolean lost;
  private int requests;
  private Duration restSince = Duration.ZERO;

  Stop(Engine engine, Time time) {
    this.engine = engine;
    this.time = time;
  }

  static boolean running(JsonNode container) {
    JsonNode state = container.path("State");
    return state.path("Running").asBoolean()
        || state.path("Restarting").asBoolean()
        || state.path("Paused").asBoolean();
  }

  /** The name of the restart policy; none is {@code no}. */
  static String policy(JsonNode container) {
    String name = container.path("HostConfig").path("RestartPolicy").path("Name").asText();
    return name.isEmpty() ? "no" : name;
  }

  JsonNode finish(String container) throws EngineException, InterruptedException {
    JsonNode target = engine.inspect(container);
    String id = target.path("Id").asText();
    Duration own = timeOut(target);
    Duration end = time.uptime().plus(own).plus(GRACE);
    boolean killed = false;
    while (true) {
      try {
        JsonNode found = engine.inspect(id);
        if (!running(found)) {
          if (settled()) {
            return found;
          }
        } else if (time.uptime().compareTo(end) < 0) {
          boolean first = requests++ == 0;
          request(id, own.plus(GRACE));
          if (first) {
            // It is at rest as a rule, and every moment until the next start is a gap.
            continue;
          }
        } else if (!killed) {
          log.warn("container {} did not stop within {} s, killing it", id, own.toSeconds());
          killed = true;
          end = time.uptime().plus(AFTER_KILL);
          engine.kill(id);
        } else {
          throw new EngineException(
              Kind.SERVER,
              0,
              "POST /containers/{id}/stop",
              "container " + id + " cannot be killed");
        }
      } catch (EngineException failed) {
        if (!Lookup.passing(failed) || time.uptime().compareTo(end) >= 0) {
          throw failed;
        }
      }
      time.sleep(PAUSE);
    }
  }

  private void request(String id, Duration limit) throws EngineException, InterruptedException {
    restSince = Duration.ZERO;
    try {
      engine.client().post("/containers/" + id + "/stop", limit);
    } catch (EngineException failed) {
      lost = lost || failed.is(Kind.UNKNOWN);
      throw failed;
    }
  }

  private boolean settled() {
    if (!lost) {
      return true;
    }
    if (restSince.isZero()) {
      restSince = time.uptime();
    }
    return time.uptime().minus(restSince).compareTo(SETTLED) >= 0;
  }

  private static Duration timeOut(JsonNode container) {
    int seconds = container.path("Config").path("StopTimeout").asInt(ENGINE_DEFAULT_SECONDS);
    return Duration.ofSeconds(seconds < 0 ? NEVER_SECONDS : seconds);
  }
}
