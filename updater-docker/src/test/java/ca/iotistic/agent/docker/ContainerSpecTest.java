package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerSpecTest {
  private static final String OTHER_ID = "b".repeat(64);

  @Test
  void sendsWhatTheUserSetAndNotWhatTheImageSays() throws Exception {
    ObjectNode body = body(Recorded.many());
    assertThat(Json.texts(body.path("Env")))
        .contains("EMPTY=", "SHARED", "BARE_NAME_NOWHERE_SET", "LINES=one\ntwo")
        .doesNotContain("PATH=/bin", "GONE=soon", "APP_VERSION=1.0.5");
    assertThat(body.path("Labels").has("org.opencontainers.image.version")).isFalse();
    assertThat(body.path("Labels").path("with.spaces").asText()).isEqualTo("a label with spaces");
    assertThat(body.path("Image").asText()).isEqualTo("iotistic/agent:1.0.6");
  }

  @Test
  void sendsTheWholeHostConfigUnknownFieldsIncluded() throws Exception {
    ObjectNode container = Recorded.json("many");
    container.withObject("/HostConfig").putObject("FieldOfTheFuture").put("a", 1);
    ObjectNode sent = (ObjectNode) body(Recorded.subject(container, "1.41")).path("HostConfig");
    ObjectNode shown = (ObjectNode) container.path("HostConfig");
    assertThat(sent.path("FieldOfTheFuture").path("a").asInt()).isEqualTo(1);
    for (String field : Json.names(shown)) {
      if (!List.of("RestartPolicy", "Binds", "Mounts").contains(field)) {
        assertThat(sent.path(field)).as(field).isEqualTo(shown.path(field));
      }
    }
  }

  @Test
  void parksTheRestartPolicyAndKeepsItForLater() throws Exception {
    ContainerSpec spec = ContainerSpec.of(Recorded.many());
    JsonNode sent = spec.createBody("i", Map.of()).path("HostConfig").path("RestartPolicy");
    assertThat(sent.path("Name").asText()).isEqualTo("no");
    assertThat(spec.restartPolicy().path("Name").asText()).isEqualTo("on-failure");
    assertThat(spec.restartPolicy().path("MaximumRetryCount").asInt()).isEqualTo(5);
  }

  @Test
  void bindsUnnamedVolumesByName() throws Exception {
    JsonNode host = body(Recorded.many()).path("HostConfig");
    assertThat(Json.texts(host.path("Binds")))
        .contains("volume:/volume", "/srv/bound:/bound:ro")
        .anyMatch(bind -> bind.matches("[0-9a-f]{64}:/unnamed"))
        .anyMatch(bind -> bind.matches("[0-9a-f]{64}:/of-image"))
        .noneMatch(bind -> bind.endsWith(":/unnamed2"));
    assertThat(host.path("Mounts"))
        .anySatisfy(
            mount -> {
              assertThat(mount.path("Target").asText()).isEqualTo("/unnamed2");
              assertThat(mount.path("Source").asText()).matches("[0-9a-f]{64}");
            });
  }

  @Test
  void doesNotBindVolumesThatAnotherContainerLends() throws Exception {
    ObjectNode container = Recorded.json("plain");
    container.withObject("/HostConfig").putArray("VolumesFrom").add("lender:ro");
    ObjectNode lender = Recorded.other("lender", OTHER_ID);
    lender.set("Mounts", container.path("Mounts"));
    JsonNode sent = body(Recorded.subject(container, "1.41", lender)).path("HostConfig");
    assertThat(Json.texts(sent.path("Binds"))).isEmpty();
    assertThat(Json.texts(sent.path("VolumesFrom"))).containsExactly("lender:ro");
  }

  @Test
  void createsWithTheNetworkOfItsModeAndConnectsTheOthersInAnOldEngine() throws Exception {
    ContainerSpec spec = ContainerSpec.of(Recorded.many());
    JsonNode sent = spec.createBody("i", Map.of()).path("NetworkingConfig").path("EndpointsConfig");
    assertThat(Json.names(sent)).containsExactly("one");
    assertThat(Json.names(sent.path("one"))).containsExactly("Aliases", "IPAMConfig");
    assertThat(Json.texts(sent.path("one").path("Aliases")))
        .containsExactly("first-alias", "second-alias");
    assertThat(spec.networksToConnect()).containsOnlyKeys("two");
    assertThat(
            Json.texts(Objects.requireNonNull(spec.networksToConnect().get("two")).path("Aliases")))
        .containsExactly("second");
  }

  @Test
  void createsWithAllNetworksInANewEngine() throws Exception {
    ObjectNode container = Recorded.json("many");
    container.withObject("/Config").put("MacAddress", "02:11:22:33:44:55");
    container.withObject("/NetworkSettings/Networks/two").put("GwPriority", 3);
    ContainerSpec spec = ContainerSpec.of(Recorded.subject(container, "1.48"));
    ObjectNode body = spec.createBody("i", Map.of());
    JsonNode sent = body.path("NetworkingConfig").path("EndpointsConfig");
    assertThat(spec.networksToConnect()).isEmpty();
    assertThat(Json.names(sent)).containsExactly("one", "two");
    assertThat(sent.path("one").path("MacAddress").asText()).isEqualTo("02:11:22:33:44:55");
    // Derived from the address by the engine, so it is not the user's.
    assertThat(sent.path("two").has("MacAddress")).isFalse();
    assertThat(sent.path("two").path("GwPriority").asInt()).isEqualTo(3);
    assertThat(body.has("MacAddress")).isFalse();
  }

  @Test
  void namesTheNetworkThatIsGivenById() throws Exception {
    ObjectNode container = Recorded.json("many");
    String id = container.at("/NetworkSettings/Networks/one/NetworkID").asText();
    container.withObject("/HostConfig").put("NetworkMode", id.substring(0, 12));
    ObjectNode body = body(Recorded.subject(container, "1.41"));
    assertThat(body.path("HostConfig").path("NetworkMode").asText()).isEqualTo("one");
    assertThat(Json.names(body.at("/NetworkingConfig/EndpointsConfig"))).containsExactly("one");
  }

  @Test
  void leavesTheDefaultNetworkToTheEngine() throws Exception {
    for (String api : List.of("1.41", "1.44", "1.52")) {
      ObjectNode body = body(Recorded.subject(Recorded.json("plain"), api));
      assertThat(body.has("NetworkingConfig")).as(api).isFalse();
      assertThat(body.has("Hostname")).as(api).isFalse();
    }
  }

  @Test
  void namesTheContainerWhoseNamespacesItShares() throws Exception {
    ObjectNode container = Recorded.json("plain");
    ObjectNode host = container.withObject("/HostConfig");
    for (String field : Neighbours.SHARED_MODES) {
      host.put(field, "container:" + OTHER_ID);
    }
    container.withObject("/NetworkSettings").putObject("Networks");
    ObjectNode body = body(Recorded.subject(container, "1.41", Recorded.other("router", OTHER_ID)));
    for (String field : Neighbours.SHARED_MODES) {
      assertThat(body.path("HostConfig").path(field).asText()).isEqualTo("container:router");
    }
    assertThat(Json.names(body)).doesNotContain("Hostname", "ExposedPorts", "NetworkingConfig");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/db:/many/database", "db:database"})
  void sendsLinksAsTheEngineTakesThem(String shown) throws Exception {
    ObjectNode container = Recorded.json("plain");
    container.withObject("/HostConfig").putArray("Links").add(shown);
    ObjectNode body = body(Recorded.subject(container, "1.41", Recorded.other("db", OTHER_ID)));
    assertThat(Json.texts(body.at("/HostConfig/Links"))).containsExactly("db:database");
  }

  @Test
  void keepsTheUsersHostNameAndNoneThatTheEngineChose() throws Exception {
    assertThat(body(Recorded.many()).path("Hostname").asText()).isEqualTo("device-7");
    ObjectNode onHost = Recorded.json("plain");
    onHost.withObject("/HostConfig").put("NetworkMode", "host");
    onHost.withObject("/Config").put("Hostname", Recorded.json("info").path("Name").asText());
    onHost.withObject("/NetworkSettings").putObject("Networks").putObject("host");
    assertThat(body(Recorded.subject(onHost, "1.41")).has("Hostname")).isFalse();
    ObjectNode ofHost = Recorded.json("many");
    ofHost.withObject("/HostConfig").put("UTSMode", "host");
    assertThat(Json.names(body(Recorded.subject(ofHost, "1.41"))))
        .doesNotContain("Hostname", "Domainname");
  }

  @Test
  void labelsOfAnUpdateDoNotPileUp() throws Exception {
    ObjectNode container = Recorded.json("plain");
    container
        .withObject("/Config/Labels")
        .put(ContainerSpec.UPDATE_LABEL, "u1")
        .put(ContainerSpec.UPDATE_LABEL + ".role", "new")
        .put("ca.iotistic.updates", "kept");
    ContainerSpec spec = ContainerSpec.of(Recorded.subject(container, "1.41"));
    ObjectNode body = spec.createBody("i", Map.of(ContainerSpec.UPDATE_LABEL, "u2"));
    assertThat(body.path("Labels"))
        .isEqualTo(
            Json.object().put("ca.iotistic.updates", "kept").put(ContainerSpec.UPDATE_LABEL, "u2"));
  }

  @Test
  void doesNotTouchWhatItWasGiven() throws Exception {
    Subject subject = Recorded.many();
    JsonNode before = subject.container().deepCopy();
    body(subject);
    assertThat(subject.container()).isEqualTo(before);
  }

  @Test
  void refusesAContainerThatItsPartsDoNotMakeWhole() {
    ObjectNode container = Recorded.json("many");
    // No engine makes this of the image: its variable is missing, though nobody unset it.
    container.withObject("/Config").putArray("Env").add("SECRET=12345");
    UpdateException refused = refused(Recorded.subject(container, "1.41"));
    assertThat(refused.reason()).isEqualTo(Reason.ROLLBACK_NOT_PROVEN);
    assertThat(refused)
        .hasMessageContaining("Config.Env: lost [], new [APP_VERSION, GONE, PATH, SHARED]")
        .hasMessageContaining("docker run")
        .hasMessageNotContaining("12345");
  }

  @Test
  void refusesWhatACheckRefuses() {
    ObjectNode container = Recorded.json("plain");
    container.withObject("/HostConfig").put("AutoRemove", true);
    UpdateException refused = refused(Recorded.subject(container, "1.41"));
    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_TARGET);
    assertThat(refused).hasMessageContaining("--rm").hasMessageContaining("unless-stopped");
  }

  private static UpdateException refused(Subject subject) {
    return catchThrowableOfType(UpdateException.class, () -> ContainerSpec.of(subject));
  }

  private static ObjectNode body(Subject subject) throws UpdateException {
    return ContainerSpec.of(subject).createBody("iotistic/agent:1.0.6", Map.of());
  }
}
