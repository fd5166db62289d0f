package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which calls are allowed: between agent and engine there may be a proxy that lets some of them
 * through. Each is asked of something that is not there, so that an engine answers "not found".
 */
final class VerbProbe {
  private static final String NOBODY = "iotistic-agent-probe-of-nobody";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Engine engine;

  VerbProbe(Engine engine) {
    this.engine = engine;
  }

  private interface Call {
    void run() throws EngineException, InterruptedException;
  }

  List<Check> checks() throws EngineException, InterruptedException {
    EngineClient client = engine.client();
    List<String> denied = new ArrayList<>();
    String container = "/containers/" + NOBODY;
    probe("create", denied, () -> client.post("/containers/create", Json.object(), LIMIT));
    probe("start", denied, () -> client.post(container + "/start", LIMIT));
    probe("stop", denied, () -> client.post(container + "/stop", LIMIT));
    probe("rename", denied, () -> client.post(container + "/rename?name=x", LIMIT));
    probe("update", denied, () -> client.post(container + "/update", Json.object(), LIMIT));
    probe("remove", denied, () -> client.delete(container, LIMIT));
    probe("logs", denied, () -> engine.logTail(NOBODY, 1, 1));
    probe("image tag", denied, () -> client.post("/images/" + NOBODY + "/tag?repo=x", LIMIT));
    probe("image remove", denied, () -> client.delete("/images/" + NOBODY, LIMIT));
    String what = "the engine allows what an update needs";
    return List.of(
        denied.isEmpty()
            ? Check.met(what)
            : Check.refused(
                Reason.PLATFORM_DENIED,
                what,
                "allow these calls in the proxy at "
                    + engine.host()
                    + ", or mount the engine's own socket: "
                    + String.join(", ", denied)));
  }

  private static void probe(String verb, List<String> denied, Call call)
      throws EngineException, InterruptedException {
    try {
      call.run();
    } catch (EngineException failed) {
      if (failed.is(EngineException.Kind.DENIED) || failed.status() == 405) {
        denied.add(verb);
      } else if (!Charge.isAnswer(failed)) {
        throw failed;
      }
    }
  }
}
