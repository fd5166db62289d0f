package ca.iotistic.fleet.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReadingTest {
  @Test
  void whatADatabaseCannotKeepIsReplacedAndAnEscapedEscapeIsLeftAlone() {
    Report report =
        Reading.status(
                "d",
                "agent/d/status",
                bytes(
                    "{\"type\":\"update_failed\",\"update_id\":\"u\",\"sequence\":1,"
                        + "\"error\":\"a\\u0000b\",\"reason\":\"c\\\\u0000d\"}"))
            .orElseThrow();

    assertThat(report.text("error")).contains("a\ufffdb");
    assertThat(report.text("reason")).contains("c\\u0000d");
  }

  @Test
  void whatIsBeyondTheLimitsIsNoStatus() {
    String fits =
        "{\"type\":\"update_failed\",\"update_id\":\"u\",\"sequence\":1,\"error\":\"%s\"}";
    assertThat(Reading.status("d", "t", bytes(fits.formatted("x".repeat(8000))))).isPresent();
    assertThat(Reading.status("d", "t", bytes(fits.formatted("x".repeat(9000))))).isEmpty();
    assertThat(Reading.status("d", "t", bytes("[".repeat(5000)))).isEmpty();
    assertThat(
            Reading.status("d", "t", bytes("{\"type\":\"x\",\"update_id\":\"u\",\"sequence\":1}")))
        .isEmpty();
    assertThat(
            Reading.status(
                "d",
                "t",
                bytes("{\"type\":\"update_failed\",\"update_id\":\"u\",\"sequence\":-1}")))
        .isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
