package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every precondition with its cure; what builds on one that is not met is not looked at. */
final class Preflight {
  /** Of Engine 20.10. */
  private static final String OLDEST = "1.41";

  private final Engine engine;
  private final Environment environment;
  private final OwnContainer own;
  private final FreeSpace space;

  Preflight(Engine engine, Environment environment, OwnContainer own, FreeSpace space) {
    this.engine = engine;
    this.environment = environment;
    this.own = own;
    this.space = space;
  }

  List<Check> checks() throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    try {
      checks.add(answers());
      if (refused(checks)) {
        return checks;
      }
      Target target = Target.find(engine, environment, own);
      checks.add(
          Check.met(
              target.self()
                  ? "the agent runs in container " + target.name()
                  : "container " + target.name() + " is there"));
      checks.addAll(new VerbProbe(engine).checks());
      checks.addAll(Recreation.checks(engine.subject(target.id())));
      checks.add(comesBack(target));
      if (target.self()) {
        checks.add(StateMount.check(target.container(), environment.stateDirectory()));
      }
      checks.add(settings(target));
      checks.add(room());
    } catch (UpdateException refused) {
      checks.add(
          Check.refused(refused.reason(), "there is a container to replace", message(refused)));
    } catch (EngineException failed) {
      checks.add(unanswered(failed));
    }
    return checks;
  }

  private static boolean refused(List<Check> checks) {
    return checks.stream().anyMatch(check -> check.refusal().isPresent());
  }

  private Check answers() throws InterruptedException {
    String what = "an engine answers at " + engine.host();
    try {
      JsonNode version = engine.version();
      for (JsonNode component : version.path("Components")) {
        if (Fields.text(component, "Name").toLowerCase(java.util.Locale.ROOT).contains("podman")) {
          return Check.refused(
              Reason.UNSUPPORTED_TARGET,
              "the engine is Docker",
              "Podman is not supported: use its own auto-update, or the script strategy");
        }
      }
      if (!Api.atLeast(engine.apiVersion(), OLDEST)) {
        return Check.refused(
            Reason.UNSUPPORTED_TARGET,
            "the engine speaks API " + OLDEST,
            "it speaks " + engine.apiVersion() + " only: install Docker 20.10 or newer");
      }
      return Check.met(what);
    } catch (EngineException failed) {
      return unanswered(failed);
    }
  }

  /** Whether anything speaks for Docker: a name that was set, a socket, a container around us. */
  private boolean meant(String host, String socket) {
    return !host.equals(EngineHost.USUAL)
        || !environment.setting("docker.container", "").isEmpty()
        || Files.exists(Path.of(socket))
        || Files.exists(Path.of("/.dockerenv"));
  }

  private Check unanswered(EngineException failed) {
    String host = engine.host();
    String socket = host.startsWith("unix://") ? host.substring("unix://".length()) : "";
    if (failed.is(EngineException.Kind.DENIED)) {
      return Check.refused(
          Reason.PLATFORM_DENIED,
          "the engine at " + host + " may be used",
          socket.isEmpty()
              ? failed.engineMessage()
              : "give the agent the socket's group: --group-add $(stat -c %g " + socket + ")");
    }
    return Check.refused(
        meant(host, socket) ? Reason.PLATFORM_UNAVAILABLE : Reason.UNSUPPORTED_TARGET,
        "an engine answers at " + host + " (" + failed.engineMessage() + ")",
        socket.isEmpty()
            ? "see that it runs and is reached, or set docker.host"
            : "in a container, mount its socket: -v " + socket + ":" + socket);
  }

  /** No refusal: it is as the owner wants it, and after an update it is so again. */
  private static Check comesBack(Target target) {
    String policy = RestartPolicy.name(RestartPolicy.of(target.container()));
    boolean always = policy.equals("always") || policy.equals("unless-stopped");
    return always
        ? Check.met("container " + target.name() + " comes back after a boot (" + policy + ")")
        : Check.careful(
            "container "
                + target.name()
                + " has restart policy "
                + policy
                + " and does not come back after a boot",
            "docker update --restart unless-stopped " + target.name());
  }

  private Check settings(Target target) throws EngineException, InterruptedException {
    String what = "the repository of new versions is known";
    try {
      Images images = new Images(environment);
      String repository = images.repository(target.container(), engine.findImage(target.imageId()));
      images.tags();
      boolean secret = !new RegistryAuth(environment).headers(repository).isEmpty();
      return Check.met(
          what + ": " + repository + (secret ? ", with credentials" : ", without credentials"));
    } catch (UpdateException refused) {
      return Check.refused(refused.reason(), what, message(refused));
    }
  }

  private Check room() throws EngineException, InterruptedException {
    JsonNode info = engine.info();
    OptionalLong free = space.bytes(info);
    if (free.isEmpty()) {
      return Check.met("room for an image (it cannot be seen from here)");
    }
    String what = "there is room for an image: " + (free.getAsLong() >> 20) + " MiB are free";
    return free.getAsLong() >= FreeSpace.RESERVE
        ? Check.met(what)
        : Check.refused(
            Reason.DISK_FULL, what, "remove images that nobody needs: docker image prune -a");
  }

  private static String message(Exception failed) {
    return Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
  }
}
