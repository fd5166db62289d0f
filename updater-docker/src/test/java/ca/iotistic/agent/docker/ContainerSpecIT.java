package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Containers made by the command line of Docker and made again from what inspect shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerSpecIT {
  private final Bench bench = new Bench();
  private final Engine engine = bench.engine();
  private String oldImage = "";
  private String newImage = "";

  @BeforeAll
  void images() {
    oldImage =
        bench.image(
            "1.0.5",
            """
            {'Env': ['PATH=/bin', 'APP_VERSION=1.0.5', 'SHARED=image', 'GONE=soon'],
             'Labels': {'org.opencontainers.image.version': '1.0.5', 'vendor': 'old', 'kept': 'k'},
             'StopSignal': 'SIGUSR1', 'User': '0', 'WorkingDir': '/old/',
             'ExposedPorts': {'8080/tcp': {}, '7070/udp': {}}, 'Volumes': {'/of-image': {}},
             'Healthcheck':
               {'Test': ['CMD', '/bin/busybox', 'true'], 'Interval': 33000000000, 'Retries': 2},
             'Entrypoint': ['/bin/busybox'], 'Cmd': ['sleep', '1000']}
            """);
    newImage =
        bench.image(
            "1.0.6",
            """
            {'Env': ['PATH=/bin:/sbin', 'APP_VERSION=1.0.6', 'SHARED=image', 'NEW=here'],
             'Labels': {'org.opencontainers.image.version': '1.0.6', 'vendor': 'new', 'kept': 'k'},
             'StopSignal': 'SIGUSR2', 'User': '0:0', 'WorkingDir': '/new',
             'ExposedPorts': {'8081/tcp': {}}, 'Volumes': {'/of-new-image': {}},
             'Healthcheck': {'Test': ['CMD', '/bin/busybox', 'true', 'new'],
               'Interval': 44000000000, 'Retries': 3},
             'Entrypoint': ['/bin/busybox'], 'Cmd': ['sleep', '2000']}
            """);
  }

  @AfterAll
  void remove() {
    bench.close();
  }

  @Test
  void everyOptionSurvivesValueForValue() throws Exception {
    String first = bench.network("one");
    String second = bench.network("two");
    List<String> options = ManyOptions.of(bench, first);
    String name = bench.name("many");
    run(name, options, oldImage, "sleep", "3600");
    bench.docker(
        "network", "connect", "--ip", second + "9", "--alias", "second", bench.name("two"), name);
    bench.docker(
        "exec",
        name,
        "/bin/busybox",
        "sh",
        "-c",
        "echo kept > /unnamed/a; echo kept > /unnamed2/a; echo kept > /of-image/a");
    JsonNode old = engine.inspect(name);

    String fresh = recreate(name, newImage);
    JsonNode started = replace(name, fresh);

    assertThat(InspectDiff.between(old, started)).isEmpty();
    assertThat(
            started
                .path("NetworkSettings")
                .path("Networks")
                .path(bench.name("one"))
                .path("IPAddress")
                .asText())
        .isEqualTo(first + "44");
    assertThat(
            bench.docker(
                "exec", fresh, "/bin/busybox", "cat", "/unnamed/a", "/unnamed2/a", "/of-image/a"))
        .isEqualTo("kept\nkept\nkept");
    // And once more, from the one that was made that way.
    String again = recreate(fresh, oldImage);
    assertThat(InspectDiff.between(old, replace(fresh, again))).isEmpty();
  }

  @Test
  void whatTheUserDidNotSetFollowsTheNewImage() throws Exception {
    String name = bench.name("plain");
    run(name, List.of(), oldImage);
    JsonNode config = replace(name, recreate(name, newImage)).path("Config");

    assertThat(Json.texts(config.path("Env")))
        .containsExactlyInAnyOrder(
            "PATH=/bin:/sbin", "APP_VERSION=1.0.6", "SHARED=image", "NEW=here");
    assertThat(config.path("Labels").path("org.opencontainers.image.version").asText())
        .isEqualTo("1.0.6");
    assertThat(config.path("Labels").path("vendor").asText()).isEqualTo("new");
    assertThat(config.path("StopSignal").asText()).isEqualTo("SIGUSR2");
    assertThat(config.path("User").asText()).isEqualTo("0:0");
    assertThat(config.path("WorkingDir").asText()).isEqualTo("/new");
    assertThat(Json.names(config.path("ExposedPorts"))).containsExactly("8081/tcp");
    assertThat(Json.texts(config.path("Cmd"))).containsExactly("sleep", "2000");
    assertThat(Json.texts(config.path("Healthcheck").path("Test")))
        .containsExactly("CMD", "/bin/busybox", "true", "new");
    assertThat(config.path("Healthcheck").path("Interval").asLong()).isEqualTo(44_000_000_000L);
  }

  @Test
  void whatTheUserSetStaysThoughTheImageSaysSomethingElse() throws Exception {
    String name = bench.name("own");
    run(
        name,
        List.of(
            "-e",
            "APP_VERSION=mine",
            "-e",
            "SHARED",
            "-l",
            "vendor=mine",
            "--health-retries",
            "9",
            "-p",
            Bench.freePort() + ":7070/udp"),
        oldImage,
        "sleep",
        "99");
    JsonNode config = replace(name, recreate(name, newImage)).path("Config");

    assertThat(Json.texts(config.path("Env")))
        .contains("APP_VERSION=mine", "SHARED")
        .doesNotContain("SHARED=image", "GONE=soon");
    assertThat(config.path("Labels").path("vendor").asText()).isEqualTo("mine");
    assertThat(Json.texts(config.path("Cmd"))).containsExactly("sleep", "99");
    assertThat(config.path("Healthcheck").path("Retries").asInt()).isEqualTo(9);
    assertThat(config.path("Healthcheck").path("Interval").asLong()).isEqualTo(44_000_000_000L);
    assertThat(Json.names(config.path("ExposedPorts"))).containsExactly("7070/udp", "8081/tcp");
  }

  @Test
  void anEntryPointOfTheUsersKeepsTheImagesCommandOut() throws Exception {
    Map<String, List<String>> cases = new TreeMap<>();
    cases.put("same-entry-no-command", List.of("--entrypoint", "/bin/busybox"));
    cases.put("other-entry", List.of("--entrypoint", "/bin/sh"));
    for (Map.Entry<String, List<String>> one : cases.entrySet()) {
      String name = bench.name(one.getKey());
      create(name, one.getValue(), oldImage);
      JsonNode old = engine.inspect(name).path("Config");
      JsonNode fresh = engine.inspect(recreate(name, newImage)).path("Config");
      assertThat(fresh.path("Entrypoint")).as(name).isEqualTo(old.path("Entrypoint"));
      assertThat(fresh.path("Cmd")).as(name).isEqualTo(old.path("Cmd"));
    }
    String name = bench.name("no-entry");
    create(name, List.of("--entrypoint", ""), oldImage, "/bin/busybox", "sleep", "9");
    JsonNode fresh = engine.inspect(recreate(name, newImage)).path("Config");
    assertThat(fresh.path("Entrypoint").isNull()).isTrue();
    assertThat(Json.texts(fresh.path("Cmd"))).containsExactly("/bin/busybox", "sleep", "9");
  }

  @Test
  void namespacesOfTheHostAndOfOthersSurvive() throws Exception {
    String other = bench.name("other");
    run(
        other,
        List.of("--ipc", "shareable", "-v", bench.name("lent") + ":/lent", "-v", "/lent-unnamed"),
        oldImage);
    String host = bench.name("host");
    run(
        host,
        List.of("--network", "host", "--uts", "host", "--pid", "host", "--ipc", "host"),
        oldImage);
    String sharing = bench.name("sharing");
    run(
        sharing,
        List.of(
            "--network",
            "container:" + other,
            "--pid",
            "container:" + other,
            "--ipc",
            "container:" + other,
            "--volumes-from",
            other + ":ro"),
        oldImage);
    String none = bench.name("none");
    run(
        none,
        List.of(
            "--network",
            "none",
            "--security-opt",
            "systempaths=unconfined",
            "--cgroupns",
            "private"),
        oldImage);

    for (String name : List.of(host, sharing, none)) {
      JsonNode old = engine.inspect(name);
      assertThat(InspectDiff.between(old, replace(name, recreate(name, newImage))))
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void theHostNameIsTheUsersOrFollowsTheId() throws Exception {
    String name = bench.name("host-name");
    run(name, List.of(), oldImage);
    String fresh = recreate(name, newImage);
    assertThat(engine.inspect(fresh).path("Config").path("Hostname").asText())
        .isEqualTo(fresh.substring(0, 12));
  }

  @Test
  void theHardwareAddressStays() throws Exception {
    String name = bench.name("mac");
    ObjectNode body = Json.object().put("Image", oldImage);
    String address = "02:11:22:33:44:55";
    if (Api.atLeast(engine.apiVersion(), "1.44")) {
      body.withObject("/NetworkingConfig/EndpointsConfig/bridge").put("MacAddress", address);
    } else {
      // The command line has become too new to say so to an old engine.
      body.put("MacAddress", address);
    }
    engine.start(engine.create(name, body));
    JsonNode started = replace(name, recreate(name, newImage));
    JsonNode bridge = started.path("NetworkSettings").path("Networks").path("bridge");
    assertThat(bridge.path("MacAddress").asText()).isEqualTo(address);
  }

  @Test
  void legacyLinksSurvive() throws Exception {
    String db = bench.name("db");
    run(db, List.of(), oldImage);
    String name = bench.name("linked");
    run(name, List.of("--link", db + ":database"), oldImage);
    JsonNode old = engine.inspect(name);
    JsonNode started = replace(name, recreate(name, newImage));
    assertThat(Neighbours.links(started.path("HostConfig")))
        .isEqualTo(Neighbours.links(old.path("HostConfig")))
        .containsExactly(db + ":database");
  }

  private void run(String name, List<String> options, String image, String... command) {
    make("run", name, options, image, command);
  }

  private void create(String name, List<String> options, String image, String... command) {
    make("create", name, options, image, command);
  }

  private void make(
      String verb, String name, List<String> options, String image, String... command) {
    List<String> line = new java.util.ArrayList<>(List.of(verb));
    if (verb.equals("run")) {
      line.add("-d");
    }
    line.addAll(List.of("--name", name));
    line.addAll(options);
    line.add(image);
    line.addAll(List.of(command));
    bench.docker(line.toArray(String[]::new));
  }

  /** Creates the new one beside the old one, and compares. */
  private String recreate(String container, String image) throws Exception {
    Subject old = engine.subject(container);
    ContainerSpec spec = ContainerSpec.of(old);
    ObjectNode body = spec.createBody(image, Map.of(ContainerSpec.UPDATE_LABEL, "u1"));
    String fresh = engine.create(bench.name("new-" + System.nanoTime()), body);
    for (Map.Entry<String, ObjectNode> network : spec.networksToConnect().entrySet()) {
      engine.connect(network.getKey(), fresh, network.getValue());
    }
    assertThat(SpecComparison.differences(old, engine.inspect(fresh), engine.inspectImage(image)))
        .isEmpty();
    return fresh;
  }

  /** Stops the old one and starts the new one, and compares again. */
  private JsonNode replace(String old, String fresh) throws Exception {
    Subject before = engine.subject(old);
    engine.kill(old);
    engine.stop(old);
    engine.start(fresh);
    JsonNode started = engine.inspect(fresh);
    assertThat(
            SpecComparison.differences(
                before, started, engine.inspectImage(started.path("Image").asText())))
        .isEmpty();
    return started;
  }
}
