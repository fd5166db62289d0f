package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecreationTest {
  private static final String OTHER_ID = "b".repeat(64);

  private final ObjectNode container = Recorded.json("plain");

  @Test
  void metByAnOrdinaryContainer() {
    List<Check> checks = Recreation.checks(Recorded.many());
    assertThat(checks).hasSizeGreaterThan(4).allMatch(check -> check.refusal().isEmpty());
  }

  @Test
  void refusesOneThatVanishes() {
    host().put("AutoRemove", true);
    assertThat(refusal(Recorded.subject(container, "1.41")).cure()).contains("without --rm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.docker.swarm.service.name",
        "io.kubernetes.pod.name",
        "io.balena.app-id",
        "com.hashicorp.nomad.alloc_id",
        "io.podman.annotations.autoremove"
      })
  void refusesOneThatAnotherManages(String label) {
    container.withObject("/Config/Labels").put(label, "x");
    Check refused = refusal(Recorded.subject(container, "1.41"));
    assertThat(refused.refusal()).contains(Reason.UNSUPPORTED_TARGET);
    assertThat(refused.cure()).isNotBlank();
  }

  @Test
  void refusesPodmanAndNomadWithoutLabels() {
    container.withObject("/Config").withArray("Env").add("NOMAD_ALLOC_ID=1");
    assertThat(refusal(Recorded.subject(container, "1.41")).cure()).contains("Nomad");
    ObjectNode info = Recorded.json("info").put("BuildahVersion", "1.28");
    Subject subject = Recorded.subject(Recorded.json("plain"), "1.41");
    Subject podman =
        new Subject(subject.container(), subject.image(), List.of(), info, subject.apiVersion());
    assertThat(refusal(podman).cure()).contains("podman");
  }

  @Test
  void acceptsLabelsThatComeFromTheImage() {
    ObjectNode image = Recorded.json("image-1.0.5");
    container.withObject("/Config/Labels").put("io.balena.device-type", "x");
    image.withObject("/Config/Labels").put("io.balena.device-type", "x");
    Subject subject = Recorded.subject(container, "1.41");
    Subject based =
        new Subject(container, Optional.of(image), List.of(), subject.info(), subject.apiVersion());
    assertThat(Recreation.checks(based)).allMatch(check -> check.refusal().isEmpty());
  }

  @Test
  void acceptsComposeLabels() {
    container.withObject("/Config/Labels").put("com.docker.compose.project", "x");
    assertThat(Recreation.checks(Recorded.subject(container, "1.41")))
        .allMatch(check -> check.refusal().isEmpty());
  }

  @Test
  void refusesOneWhoseImageIsGone() {
    Subject subject = Recorded.subject(container, "1.41");
    Subject gone =
        new Subject(container, Optional.empty(), List.of(), subject.info(), subject.apiVersion());
    assertThat(refusal(gone).refusal()).contains(Reason.ROLLBACK_NOT_PROVEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NetworkMode", "IpcMode", "PidMode"})
  void refusesOneWhoseNamespaceOthersUse(String field) {
    ObjectNode other = Recorded.other("sidecar", OTHER_ID);
    String id = container.path("Id").asText();
    other.withObject("/HostConfig").put(field, "container:" + id);
    Check refused = refusal(Recorded.subject(container, "1.41", other));
    assertThat(refused.what()).contains("sidecar (" + field + ")");
  }

  @Test
  void refusesOneThatOthersLinkTo() {
    ObjectNode other = Recorded.other("app", OTHER_ID);
    other.withObject("/HostConfig").putArray("Links").add("/plain:/app/agent");
    assertThat(refusal(Recorded.subject(container, "1.41", other)).what()).contains("app (Links)");
  }

  @Test
  void refusesOneThatRefersToWhatIsGone() {
    host().put("PidMode", "container:" + OTHER_ID);
    host().putArray("VolumesFrom").add("lender:ro");
    host().putArray("Links").add("/db:/plain/db");
    assertThat(refusal(Recorded.subject(container, "1.41")).what())
        .contains("PidMode container:" + OTHER_ID, "VolumesFrom lender", "Links db");
  }

  @Test
  void refusesOneThatIsDisconnectedFromItsNetwork() {
    container.withObject("/NetworkSettings").putObject("Networks");
    assertThat(refusal(Recorded.subject(container, "1.41")).cure())
        .isEqualTo("docker network connect bridge plain");
  }

  private ObjectNode host() {
    return container.withObject("/HostConfig");
  }

  private static Check refusal(Subject subject) {
    List<Check> refused =
        Recreation.checks(subject).stream().filter(check -> check.refusal().isPresent()).toList();
    assertThat(refused).hasSize(1);
    return refused.get(0);
  }
}
