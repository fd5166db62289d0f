package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** On recordings; with the real engine and many more fields in {@link SpecComparisonIT}. */
final class SpecComparisonTest {

  @Test
  void findsNothingInWhatTheEngineMadeOfACopy() {
    assertThat(differences(fresh -> {})).isEmpty();
  }

  @Test
  void findsWhatFollowsTheOldImageInsteadOfTheNewOne() {
    assertThat(differences(fresh -> fresh.withObject("/Config/Labels").put("vendor", "old")))
        .singleElement()
        .asString()
        .startsWith("Config.Labels: wanted {");
    assertThat(differences(fresh -> ((ArrayNode) fresh.at("/Config/Env")).add("GONE=soon")))
        .containsExactly("Config.Env: lost [], new [GONE]");
  }

  @Test
  void saysNoValueOfAVariableOrALogOption() {
    List<String> lines =
        differences(
            fresh -> {
              ((ArrayNode) fresh.at("/Config/Env")).add("TOKEN=s3cret");
              fresh.withObject("/HostConfig/LogConfig/Config").put("splunk-token", "s3cret");
            });
    assertThat(lines).hasSize(2).noneMatch(line -> line.contains("s3cret"));
  }

  @Test
  void findsAVolumeThatIsAnotherOneOrNotThere() {
    assertThat(
            differences(
                fresh ->
                    fresh
                        .at("/Mounts")
                        .forEach(
                            mount -> {
                              if (mount.path("Destination").asText().equals("/unnamed")) {
                                ((ObjectNode) mount).put("Name", "f".repeat(64));
                              }
                            })))
        .singleElement()
        .asString()
        .startsWith("Mounts./unnamed: wanted");
  }

  @Test
  void findsAFieldThatOnlyOneOfTheTwoHas() {
    assertThat(differences(fresh -> fresh.withObject("/HostConfig").put("Future", 1)))
        .containsExactly("HostConfig.Future: wanted nothing, found 1");
    assertThat(differences(fresh -> fresh.withObject("/HostConfig").remove("Memory")))
        .containsExactly("HostConfig.Memory: wanted 67108864, found nothing");
  }

  @Test
  void findsTheHostNameOfTheOldContainer() {
    ObjectNode old = Recorded.json("plain");
    ObjectNode fresh = old.deepCopy().put("Id", "c".repeat(64));
    fresh.set("Image", Recorded.json("image-1.0.5").path("Id"));
    Subject subject = Recorded.subject(old, "1.41");
    List<String> lines = SpecComparison.differences(subject, fresh, Recorded.json("image-1.0.5"));
    assertThat(lines).anyMatch(line -> line.startsWith("Config.Hostname"));
  }

  @Test
  void findsALostHardwareAddress() {
    ObjectNode old = Recorded.json("many");
    old.withObject("/Config").put("MacAddress", "02:11:22:33:44:55");
    for (String api : List.of("1.41", "1.48")) {
      assertThat(
              SpecComparison.differences(
                  Recorded.subject(old, api),
                  Recorded.json("many-fresh"),
                  Recorded.json("image-1.0.6")))
          .as(api)
          .anyMatch(line -> line.contains("MacAddress"));
    }
  }

  private static List<String> differences(Consumer<ObjectNode> change) {
    ObjectNode fresh = Recorded.json("many-fresh");
    change.accept(fresh);
    return SpecComparison.differences(Recorded.many(), fresh, Recorded.json("image-1.0.6"));
  }
}
