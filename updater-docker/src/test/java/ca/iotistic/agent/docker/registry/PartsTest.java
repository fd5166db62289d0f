package ca.iotistic.agent.docker.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartsTest {

  @ParameterizedTest
  @CsvSource({
    "agent, docker.io, library/agent",
    "iotistic/agent, docker.io, iotistic/agent",
    "index.docker.io/agent, docker.io, library/agent",
    "registry-1.docker.io/iotistic/agent, docker.io, iotistic/agent",
    "localhost/agent, localhost, agent",
    "host:5000/group/agent, host:5000, group/agent",
    "ghcr.io/iotistic/agent, ghcr.io, iotistic/agent"
  })
  void theHubHasManyNames(String name, String host, String path) {
    assertThat(Repository.of(name)).isEqualTo(new Repository(host, path));
  }

  @Test
  void aTokenIsPreferredWhereverItStands() {
    assertThat(Challenge.of(List.of("Basic realm=\"x\"", "bearer realm=\"https://t/?a=b,c\"")))
        .contains(new Challenge(true, Map.of("realm", "https://t/?a=b,c")));
    assertThat(
            Challenge.of(
                List.of(
                    "Negotiate, Bearer Realm = \"a \\\"b\\\"\" , service=s,error=\"x\", Basic"
                        + " realm=y")))
        .contains(new Challenge(true, Map.of("realm", "a \"b\"", "service", "s", "error", "x")));
    assertThat(Challenge.of(List.of("Basic"))).contains(new Challenge(false, Map.of()));
    assertThat(Challenge.of(List.of("Negotiate", ""))).isEmpty();
    assertThat(Challenge.of(List.of("Bearer realm=\"" + "\\\"".repeat(100_000)))).isPresent();
  }
}
