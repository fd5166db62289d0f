package ca.iotistic.agent.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeysTest {
  @Test
  void noTwoKeysHaveOneNameInTheEnvironment() {
    assertThat(Keys.BY_ENVIRONMENT).hasSameSizeAs(Keys.ALL);
    assertThat(Keys.BY_ENVIRONMENT.keySet()).doesNotContainAnyElementsOf(Keys.NOT_OURS);
  }

  @Test
  void everyDefaultIsAllowed() {
    assertThat(Keys.ALL)
        .allSatisfy(
            key ->
                key.preset()
                    .ifPresent(
                        preset ->
                            assertThat(key.type().read(YamlFile.list(preset)))
                                .as(key.path())
                                .contains(preset)));
  }

  @Test
  void everyKeyIsDocumented() {
    assertThat(Keys.ALL).allSatisfy(key -> assertThat(key.doc()).isNotBlank());
  }
}
