package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SwitcherSpecTest {
  private static final String AGENT =
      """
      {'Id':'old','Image':'sha256:old',
       'Config':{'User':'1000','WorkingDir':'/app','Hostname':'sensor',
         'Env':['SECRET=x','DOCKER_HOST=unix:///run/d.sock','TZ','LANG=C'],
         'Labels':{'fleet':'north'}},
       'HostConfig':{'NetworkMode':'fleet','GroupAdd':['999'],'UsernsMode':'','Privileged':true,
         'SecurityOpt':['label=type:agent_t','seccomp=unconfined'],
         'PortBindings':{'80/tcp':[{'HostPort':'80'}]},
         'Binds':['/srv:/srv:z'],
         'Mounts':[{'Type':'volume','Source':'state','Target':'/state',
                    'VolumeOptions':{'Subpath':'agent'}},
                   {'Type':'tmpfs','Target':'/scratch'}]},
       'Mounts':[
         {'Type':'bind','Source':'/srv','Destination':'/srv','Mode':'z','RW':true,
          'Propagation':'rprivate'},
         {'Type':'bind','Source':'/run/d.sock','Destination':'/run/d.sock','RW':false,
          'Propagation':'rslave'},
         {'Type':'volume','Name':'anonymous','Destination':'/data','RW':true,'Propagation':''},
         {'Type':'volume','Name':'state','Destination':'/state','RW':true}]}
      """;

  @Test
  void takesWhatItNeedsAndNothingThatTheNewOneCouldMiss() throws Exception {
    ObjectNode body = body(true);
    JsonNode host = body.path("HostConfig");
    assertThat(Json.texts(body.path("Entrypoint"))).containsExactly("/bin/java");
    assertThat(Json.texts(body.path("Cmd"))).containsExactly("-cp", "x");
    assertThat(body.path("Image").asText()).isEqualTo("sha256:old");
    assertThat(Json.texts(body.path("Env")))
        .containsExactly("DOCKER_HOST=unix:///run/d.sock", "TZ", "LANG=C");
    assertThat(body.path("Healthcheck").path("Test").path(0).asText()).isEqualTo("NONE");
    assertThat(Json.texts(host.path("Binds")))
        .containsExactly("/srv:/srv:rw", "/run/d.sock:/run/d.sock:ro,rslave", "anonymous:/data:rw");
    assertThat(host.path("Mounts").size()).isEqualTo(1);
    assertThat(Fields.text(host.path("Mounts").path(0), "VolumeOptions", "Subpath"))
        .isEqualTo("agent");
    assertThat(Json.texts(host.path("SecurityOpt")))
        .containsExactly("seccomp=unconfined", "label=disable");
    assertThat(Json.names(host.path("Tmpfs"))).containsExactly("/cache");
    assertThat(host.path("OomScoreAdj").asInt()).isNegative();
    assertThat(Json.names(host))
        .doesNotContain("PortBindings", "Privileged", "AutoRemove", "Devices");
    assertThat(Json.names(body)).doesNotContain("Hostname", "ExposedPorts", "NetworkingConfig");
    assertThat(Json.names(body.path("Labels")))
        .containsExactlyInAnyOrder(
            Names.ROLE,
            Names.UPDATE,
            Names.TARGET,
            Names.OLD,
            Names.NEW,
            Names.POLICY,
            Names.BACKUP);
    assertThat(body(false).path("HostConfig").has("OomScoreAdj")).isFalse();
  }

  @Test
  void isWhereTheAgentIsUnlessSomebodyCouldMissTheAddress() throws Exception {
    JsonNode agent = tree(AGENT);
    assertThat(SwitcherNetwork.of(agent, List.of())).isEqualTo("fleet");
    JsonNode fixed =
        tree(
            "{'NetworkSettings':{'Networks':{'fleet':{'IPAMConfig':{'IPv4Address':'10.0.0.9'}}}}}");
    assertThat(SwitcherNetwork.of(agent, List.of(fixed))).isEqualTo("host");
    assertThat(mode("host")).isEqualTo("host");
    assertThat(mode("default")).isEqualTo("bridge");
    assertThat(mode("none")).isEqualTo("none");
    assertThat(mode("container:abc")).isEqualTo("host");
  }

  private static String mode(String mode) throws Exception {
    return SwitcherNetwork.of(tree("{'HostConfig':{'NetworkMode':'" + mode + "'}}"), List.of());
  }

  private static ObjectNode body(boolean favoured) throws Exception {
    JsonNode image = tree("{'Config':{'Volumes':{'/data':{},'/cache':{}}}}");
    Update update =
        new Update(
            "u-1",
            Instant.parse("2026-11-10T02:00:00Z"),
            new Installed("1.0.5", "sha256:old", true),
            new Release("1.0.6", "sha256:d", 0, Map.of()),
            plan().prepared(),
            Path.of("/state/work/u-1"),
            Update.Progress.NONE);
    return new SwitcherSpec(Plan.of(update), Names.of("agent", update), tree(AGENT), image)
        .body(List.of("/bin/java", "-cp", "x"), "fleet", favoured);
  }

  private static Plan plan() {
    return new Plan(
        "agent",
        "old",
        "new",
        "sha256:old",
        "sha256:new",
        Json.object().put("Name", "always").put("MaximumRetryCount", 0),
        "iotistic/agent:1.0.6",
        "mind the file");
  }

  @Test
  void aPlanComesBackFromTheJournalAsItWas() throws Exception {
    Prepared prepared = plan().prepared();
    assertThat(prepared.identity()).isEqualTo("sha256:new");
    Update update =
        new Update(
            "u-1",
            Instant.EPOCH,
            new Installed("1.0.5", "sha256:old", true),
            new Release("1.0.6", "sha256:d", 0, Map.of()),
            prepared,
            Path.of("/"),
            Update.Progress.NONE);
    assertThat(Plan.of(update)).isEqualTo(plan());
  }

  private static JsonNode tree(String json) throws Exception {
    return Json.MAPPER.readTree(json.replace('\'', '"'));
  }
}
