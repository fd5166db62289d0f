package ca.iotistic.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {
  @ParameterizedTest
  @CsvSource({
    "1.0.5,1.0.6",
    "1.0.9,1.0.10",
    "1.0.6-rc.9,1.0.6-rc.10",
    "1.0.6-rc.10,1.0.6",
    "1.0.6-alpha,1.0.6-alpha.1",
    "1.0.6-1,1.0.6-a",
    "1.0.20251110,1.0.20251111",
    "1.0.6-20251110123456,1.0.6-20251110123457",
  })
  void isBelow(String lower, String upper) {
    assertThat(version(lower).below(version(upper))).isTrue();
    assertThat(version(upper).below(version(lower))).isFalse();
    assertThat(version(upper).equivalent(version(lower))).isFalse();
  }

  @Test
  void buildMakesNoDifference() {
    assertThat(version("1.0.6+a").equivalent(version("1.0.6+b"))).isTrue();
    assertThat(version("1.0.6+a").below(version("1.0.6+b"))).isFalse();
    assertThat(version("1.0.6+b").below(version("1.0.6+a"))).isFalse();
  }

  @Test
  void dropsALeadingV() {
    assertThat(version("v1.0.6").text()).isEqualTo("1.0.6");
  }

  @Test
  void isStableWithoutAPreRelease() {
    assertThat(version("1.0.6+b").stable()).isTrue();
    assertThat(version("1.0.6-rc.1").stable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latest",
        "1.0",
        "v v1.0.0",
        "99999999999999999999.0.0",
        "1.0.99999999999",
        "1.0.6-99999999999999999999",
        " 1.0.0"
      })
  void takesNothingElse(String text) {
    assertThat(Version.parse(text)).isEmpty();
    assertThatThrownBy(() -> new Version(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Version version(String text) {
    return Version.parse(text).orElseThrow();
  }
}
