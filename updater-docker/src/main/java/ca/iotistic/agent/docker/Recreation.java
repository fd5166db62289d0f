package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a container can be created again, and what stands against it. */
final class Recreation {
  /** Labels of those who would fight over the container, and how an update is made with them. */
  private static final Map<String, String> MANAGERS =
      Map.of(
          "com.docker.swarm.", "update the service: docker service update --image …",
          "io.kubernetes.", "update the pod's image in Kubernetes",
          "io.balena.", "push a release to balena",
          "com.hashicorp.nomad.", "update the job's image in Nomad",
          "io.podman.", "use podman auto-update, or run the agent in Docker");

  private final Subject subject;
  private final Neighbours neighbours;
  private final String name;
  private final List<Check> checks = new ArrayList<>();

  private Recreation(Subject subject) {
    this.subject = subject;
    this.neighbours = new Neighbours(subject.others());
    this.name = Neighbours.name(subject.container());
  }

  /** Every precondition of the container itself, met or refused with its cure. */
  static List<Check> checks(Subject subject) {
    Recreation recreation = new Recreation(subject);
    recreation.stays();
    recreation.unmanaged();
    recreation.imageThere();
    recreation.nobodyLeans();
    recreation.leansOnSomething();
    recreation.connected();
    return List.copyOf(recreation.checks);
  }

  private void stays() {
    if (host().path("AutoRemove").asBoolean()) {
      refuse(
          Reason.UNSUPPORTED_TARGET,
          "container " + name + " was made with --rm and vanishes when it is stopped",
          "create it without --rm and with --restart unless-stopped");
    } else {
      met("container " + name + " stays when it is stopped");
    }
  }

  private void unmanaged() {
    Optional<String> manager = manager();
    if (manager.isPresent()) {
      refuse(
          Reason.UNSUPPORTED_TARGET,
          "container " + name + " belongs to an orchestrator, which would fight its replacement",
          manager.get());
    } else {
      met("no orchestrator owns container " + name);
    }
  }

  private Optional<String> manager() {
    if (subject.info().has("BuildahVersion")) {
      return Optional.ofNullable(MANAGERS.get("io.podman."));
    }
    JsonNode config = subject.container().path("Config");
    if (Json.texts(config.path("Env")).stream()
        .anyMatch(entry -> entry.startsWith("NOMAD_ALLOC_ID="))) {
      return Optional.ofNullable(MANAGERS.get("com.hashicorp.nomad."));
    }
    // Base images carry labels of managers too; those say nothing about who runs the container.
    JsonNode ofImage =
        ContainerSpec.imageConfig(subject.image().orElse(MissingNode.getInstance())).path("Labels");
    return Json.names(config.path("Labels")).stream()
        .filter(label -> !ofImage.has(label))
        .flatMap(
            label ->
                MANAGERS.entrySet().stream()
                    .filter(manager -> label.startsWith(manager.getKey()))
                    .map(Map.Entry::getValue))
        .findFirst();
  }

  private void imageThere() {
    String id = subject.container().path("Image").asText();
    if (subject.image().isEmpty()) {
      refuse(
          Reason.ROLLBACK_NOT_PROVEN,
          "the image " + id + " that container " + name + " was made from is gone",
          "create the container anew from an image that is there");
    } else {
      met("the image that container " + name + " was made from is there");
    }
  }

  private void nobodyLeans() {
    List<String> dependants = neighbours.dependants(subject.container());
    if (dependants.isEmpty()) {
      met("no other container uses namespaces of container " + name);
    } else {
      refuse(
          Reason.UNSUPPORTED_TARGET,
          "other containers use namespaces of container "
              + name
              + " and would lose them: "
              + String.join(", ", dependants),
          "create those with namespaces and networks of their own");
    }
  }

  private void leansOnSomething() {
    List<String> missing = new ArrayList<>();
    for (String field : Neighbours.SHARED_MODES) {
      Neighbours.shared(host(), field)
          .filter(reference -> neighbours.find(reference).isEmpty())
          .ifPresent(reference -> missing.add(field + " container:" + reference));
    }
    Neighbours.volumeSources(host()).stream()
        .filter(source -> neighbours.find(source).isEmpty())
        .forEach(source -> missing.add("VolumesFrom " + source));
    Neighbours.links(host()).stream()
        .map(link -> link.substring(0, link.indexOf(':')))
        .filter(target -> neighbours.find(target).isEmpty())
        .forEach(target -> missing.add("Links " + target));
    if (missing.isEmpty()) {
      met("the containers that container " + name + " refers to are there");
    } else {
      refuse(
          Reason.UNSUPPORTED_TARGET,
          "container "
              + name
              + " refers to containers that are gone: "
              + String.join(", ", missing),
          "bring those back, or create it anew without them");
    }
  }

  private void connected() {
    Endpoints endpoints = new Endpoints(subject.container(), subject.apiVersion());
    String mode = endpoints.mode();
    boolean alone =
        endpoints.names().isEmpty()
            && !mode.startsWith(Neighbours.CONTAINER)
            && !subject.container().path("Config").path("NetworkDisabled").asBoolean();
    if (alone) {
      refuse(
          Reason.UNSUPPORTED_TARGET,
          "container " + name + " was made for network " + mode + " and is disconnected from it",
          "docker network connect " + mode + " " + name);
    } else {
      met("container " + name + " is connected as it was made");
    }
  }

  private JsonNode host() {
    return subject.container().path("HostConfig");
  }

  private void met(String what) {
    checks.add(Check.met(what));
  }

  private void refuse(Reason reason, String what, String cure) {
    checks.add(Check.refused(reason, what, cure));
  }
}
