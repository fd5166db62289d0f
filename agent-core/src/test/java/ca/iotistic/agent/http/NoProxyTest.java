package ca.iotistic.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NoProxyTest {

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
