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

  @ParameterizedTest
  @CsvSource({
    "'*', a.example, true",
    "a.example, a.example, true",
    "a.example, b.a.example, true",
    "a.example, ba.example, false",
    ".a.example, b.a.example, true",
    ".a.example, a.example, false",
    "*.a.example, b.a.example, true",
    "'x, A.Example', a.example, true",
    "a.example:443, a.example, true",
    "a.example:80, a.example, false",
    "10.0.0.0/8, 10.1.2.3, true",
    "10.0.0.0/8, 11.1.2.3, false",
    "10.0.0.0/99, 10.1.2.3, false",
    "10.0.0.0/8, ten.example, false",
    "fd00::/8, [fd12::1], true",
    "'[fd12::1]:443', [fd12::1], true",
    "10.0.0.1, 10.0.0.1, true",
    "'', a.example, false",
    "'', 127.0.0.1, true",
    "'', localhost, true",
    "'', [::1], true",
    "'', 127.0.0.1.example, false"
  })
  void theListOfHostsWithoutAProxyIsReadAsElsewhere(String list, String host, boolean covered) {
    assertThat(NoProxy.parse(list).covers(host, 443)).isEqualTo(covered);
  }
}
