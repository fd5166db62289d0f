package ca.iotistic.fleet.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicsTest {
  @Test
  void commandsGoOutUnderOneBaseAndBothAreHeard() {
    Topics topics = Topics.of("iot/device/{uuid}/agent");

    assertThat(topics.update("abc-123")).isEqualTo("iot/device/abc-123/agent/update");
    assertThat(topics.filters("status"))
        .containsExactlyInAnyOrder("agent/+/status", "iot/device/+/agent/status");
    assertThat(topics.parse("agent/abc-123/status"))
        .contains(new Topics.Address("abc-123", "status"));
    assertThat(topics.parse("iot/device/abc-123/agent/state"))
        .contains(new Topics.Address("abc-123", "state"));
  }

  @Test
  void aThirdBaseIsHeardToo() {
    assertThat(Topics.of("acme/{uuid}").filters("state")).contains("acme/+/state").hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent/abc-123/update",
        "agent//status",
        "agent/a b/status",
        "agent/abc-123/status/more",
        "x/agent/abc-123/status",
        "iot/device/abc-123/status"
      })
  void anythingElseIsNoDevices(String topic) {
    assertThat(Topics.of(Topics.DEFAULT).parse(topic)).isEmpty();
  }
}
