package ca.iotistic.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.fleet.store.Rows;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SharesTest {
  @ParameterizedTest
  @CsvSource({"1,1,0,0", "2,1,1,0", "5,1,2,2", "10,1,5,4", "19,1,10,8", "500,50,250,200"})
  void everybodyIsInOneStageAndTheCanaryExists(int devices, int first, int second, int third) {
    Map<String, Integer> shares = Shares.of(uuids(devices), Stage.usual(), (uuid, tag) -> false, 1);

    assertThat(shares.keySet()).containsExactlyInAnyOrderElementsOf(uuids(devices));
    assertThat(List.of(0, 1, 2))
        .map(stage -> Collections.frequency(shares.values(), stage))
        .containsExactly(first, second, third);
  }

  @Test
  void theTaggedComeFirstAndTheSharesAreOfTheOthers() {
    List<Stage> stages =
        Stage.read(
            Rows.read(
                "[{\"tag\":\"staging\",\"soak\":\"24h\"},{\"percent\":50},{\"percent\":50}]"));

    Map<String, Integer> shares =
        Shares.of(uuids(12), stages, (uuid, tag) -> uuid.equals("d3") || uuid.equals("d7"), 1);

    assertThat(shares).containsEntry("d3", 0).containsEntry("d7", 0);
    assertThat(Collections.frequency(shares.values(), 0)).isEqualTo(2);
    assertThat(Collections.frequency(shares.values(), 1)).isEqualTo(5);
    assertThat(Collections.frequency(shares.values(), 2)).isEqualTo(5);
  }

  @Test
  void theCanariesAreNotAlwaysTheSame() {
    assertThat(Shares.of(uuids(100), Stage.usual(), (uuid, tag) -> false, 1))
        .isNotEqualTo(Shares.of(uuids(100), Stage.usual(), (uuid, tag) -> false, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "[{}]",
        "[{\"percent\":0}]",
        "[{\"percent\":99}]",
        "[{\"percent\":\"100\"}]",
        "[{\"percent\":100,\"tag\":\"x\"}]",
        "[{\"percent\":100,\"soak\":\"soon\"}]",
        "[{\"percent\":100,\"soka\":\"1h\"}]"
      })
  void stagesThatMakeNoSenseAreRefused(String stages) {
    assertThatThrownBy(() -> Stage.read(Rows.read(stages)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> uuids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "d" + i).toList();
  }
}
