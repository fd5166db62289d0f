package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NewestTagTest {

  @ParameterizedTest
  @CsvSource({
    "{version}, 1.0.9 1.0.10 1.0.2, 1.0.10, 1.0.10",
    "{version}, latest v1.0.7 1.0.6 2.0.0-rc.1 22.04 sha-abc, v1.0.7, 1.0.7",
    "{version}, 1.0.6 v1.0.6, 1.0.6, 1.0.6",
    "{version}, 1.0.6 1.0.6_build.9, 1.0.6, 1.0.6",
    "{version}, 1.0.6_build.1 1.0.6_build.2, 1.0.6_build.2, 1.0.6+build.2",
    "v{version}-slim, v1.0.6-slim v1.0.7 1.0.8 v1.0.9-rc.1-slim, v1.0.6-slim, 1.0.6",
    "{version}, 99999999999999999999.0.0 1.0.6, 1.0.6, 1.0.6"
  })
  void isTheHighestStableVersionInWhateverOrder(
      String pattern, String tags, String tag, String version) {
    List<String> all = new ArrayList<>(List.of(tags.split(" ")));
    VersionTag tagged = new VersionTag(pattern);
    for (int turn = 0; turn < all.size(); turn++) {
      assertThat(NewestTag.of(all, tagged))
          .hasValueSatisfying(
              newest -> {
                assertThat(newest.tag()).isEqualTo(tag);
                assertThat(newest.version().text()).isEqualTo(version);
              });
      Collections.rotate(all, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"{version}, latest 1.0 2.0.0-rc.1", "v{version}, 1.0.6", "{version}, ''"})
  void maybeThereIsNone(String pattern, String tags) {
    assertThat(NewestTag.of(List.of(tags.split(" ")), new VersionTag(pattern))).isEmpty();
  }
}
