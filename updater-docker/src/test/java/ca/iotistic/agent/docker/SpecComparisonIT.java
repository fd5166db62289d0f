package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy that is broken in one field, made by the real engine, is found out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpecComparisonIT {
  private static final String CONFIG =
      """
      {'Env': ['PATH=/bin', 'SHARED=image'], 'Labels': {'vendor': 'x'},
       'Volumes': {'/of-image': {}}, 'WorkingDir': '/w',
       'Entrypoint': ['/bin/busybox'], 'Cmd': ['sleep', '1000']}
      """;

  private final Bench bench = new Bench();
  private final Engine engine = bench.engine();
  private String reference;
  private JsonNode image;
  private Subject old;
  private ContainerSpec spec;
  private int made;

  @BeforeAll
  void container() throws Exception {
    String first = bench.image("1.0.5", CONFIG);
    reference = bench.image("1.0.6", CONFIG);
    String prefix = bench.network("one");
    bench.network("two");
    bench.network("three");
    String name = bench.name("old");
    List<String> line = new ArrayList<>(List.of("create", "--name", name));
    line.addAll(ManyOptions.of(bench, prefix));
    line.addAll(List.of(first, "sleep", "3600"));
    bench.docker(line.toArray(String[]::new));
    bench.docker("network", "connect", "--alias", "second", bench.name("two"), name);
    old = engine.subject(name);
    image = engine.inspectImage(reference);
    spec = ContainerSpec.of(old);
  }

  @AfterAll
  void remove() {
    bench.close();
  }

  @Test
  void findsNothingInAnUnbrokenCopy() throws Exception {
    assertThat(differences(body(), spec.networksToConnect())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void findsABrokenField(Mutation mutation) throws Exception {
    ObjectNode body = body();
    mutation.apply(body);
    assertThat(differences(body, spec.networksToConnect()))
        .anySatisfy(line -> assertThat(line).startsWith(mutation.found()));
  }

  static Stream<Mutation> mutations() {
    return Mutation.all();
  }

  @Test
  void findsAnotherImage() throws Exception {
    ObjectNode body = body();
    body.put("Image", old.container().path("Image").asText());
    assertThat(differences(body, spec.networksToConnect()))
        .anySatisfy(line -> assertThat(line).startsWith("Image: wanted"));
  }

  @Test
  void findsAnotherNetworkAddressOrAlias() throws Exception {
    String one = bench.name("one");
    ObjectNode addressed = body();
    endpoint(addressed, one).remove("IPAMConfig");
    ObjectNode unnamed = body();
    endpoint(unnamed, one).set("Aliases", Json.array(List.of("first-alias")));
    for (ObjectNode body : List.of(addressed, unnamed)) {
      assertThat(differences(body, spec.networksToConnect()))
          .anySatisfy(line -> assertThat(line).startsWith("NetworkSettings.Networks." + one));
    }
  }

  @Test
  void findsANetworkThatIsMissingTooManyOrOtherwiseConnected() throws Exception {
    String two = bench.name("two");
    SortedMap<String, ObjectNode> without = new TreeMap<>(spec.networksToConnect());
    ObjectNode body = body();
    if (without.remove(two) == null) {
      body.withObject("/NetworkingConfig/EndpointsConfig").remove(two);
    }
    SortedMap<String, ObjectNode> another = new TreeMap<>(spec.networksToConnect());
    another.put(bench.name("three"), Json.object());
    assertThat(differences(body, without))
        .singleElement()
        .asString()
        .contains(two, "not connected");
    assertThat(differences(body(), another))
        .singleElement()
        .asString()
        .contains(bench.name("three"), "connected though it was not");
  }

  private ObjectNode body() {
    return spec.createBody(reference, Map.of(ContainerSpec.UPDATE_LABEL, "u1"));
  }

  private static ObjectNode endpoint(ObjectNode body, String network) {
    return (ObjectNode) body.path("NetworkingConfig").path("EndpointsConfig").path(network);
  }

  private List<String> differences(ObjectNode body, Map<String, ObjectNode> networks)
      throws Exception {
    String fresh = engine.create(bench.name("new-" + made++), body);
    for (Map.Entry<String, ObjectNode> network : networks.entrySet()) {
      engine.connect(network.getKey(), fresh, network.getValue());
    }
    return SpecComparison.differences(old, engine.inspect(fresh), image);
  }
}
