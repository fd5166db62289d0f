package ca.iotistic.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.command.MalformedCommands.Malformed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandParserTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  static List<Malformed> malformed() {
    return MalformedCommands.all();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWithTheReasonAndASentence(Malformed malformed) {
    Parsed parsed = CommandParser.parse(malformed.payload());

    assertThat(parsed).isInstanceOf(Parsed.Refused.class);
    Parsed.Refused refused = (Parsed.Refused) parsed;
    assertThat(refused.reason()).as(refused.error()).isEqualTo(malformed.reason());
    assertThat(refused.error())
        .hasSizeBetween(20, 512)
        .endsWith(".")
        .doesNotMatch("(?s).*\\p{C}.*");
  }

  @Test
  void malformedCommandsBreakEveryRuleOfTheParser() {
    Set<Reason> broken =
        MalformedCommands.all().stream().map(Malformed::reason).collect(Collectors.toSet());
    assertThat(MalformedCommands.all()).hasSizeGreaterThan(60);
    assertThat(MalformedCommands.all()).extracting(Malformed::name).doesNotHaveDuplicates();
    assertThat(broken)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.range(Reason.PAYLOAD_TOO_LARGE, Reason.INVALID_SCHEDULED_TIME));
  }

  @Test
  void readsTheCommandOfTheDocumentation() {
    Command.Update update =
        update(
            "{\"action\":\"update\",\"version\":\"1.0.6\","
                + "\"scheduled_time\":\"2025-11-10T02:00:00Z\",\"force\":false,"
                + "\"timestamp\":1699564800000}");

    assertThat(update)
        .isEqualTo(
            new Command.Update(
                Optional.empty(),
                Optional.of(1699564800000L),
                Optional.empty(),
                Request.of("1.0.6"),
                false,
                Optional.of(Instant.parse("2025-11-10T02:00:00Z"))));
  }

  @Test
  void asksForTheLatestWhenNoVersionIsNamed() {
    assertThat(update("{\"action\":\"update\"}").request().latest()).isTrue();
    assertThat(update("{\"action\":\"update\",\"version\":\"latest\"}").request().latest())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "v1.0.6,1.0.6",
    "0.0.0,0.0.0",
    "1.0.6-rc.10,1.0.6-rc.10",
    "1.0.6-0a.--,1.0.6-0a.--",
    "1.0.6+build.01,1.0.6+build.01",
    "1.0.6-rc.1+b,1.0.6-rc.1+b"
  })
  void takesVersionsAsSemVerHasThem(String sent, String understood) {
    assertThat(update("{\"action\":\"update\",\"version\":\"" + sent + "\"}").request().version())
        .isEqualTo(understood);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-11-10T02:00:00Z",
        "2025-11-10T02:00Z",
        "2025-11-10T02:00:00.000Z",
        "2025-11-10t02:00:00z",
        "2025-11-10T03:00:00+01:00",
        "2025-11-10T03:00:00+0100",
        "2025-11-10T03:00:00+01",
        "2025-11-09T20:30:00,0-05:30"
      })
  void takesMomentsWithAnyZone(String sent) {
    assertThat(update(with("\"scheduled_time\":\"" + sent + "\"")).scheduledTime())
        .contains(Instant.parse("2025-11-10T02:00:00Z"));
    assertThat(update(with("\"expires\":\"" + sent + "\"")).expires())
        .contains(Instant.parse("2025-11-10T02:00:00Z"));
  }

  @Test
  void readsDigestsOfImagesAndOfBinaries() {
    assertThat(update(with("\"digest\":\"" + DIGEST + "\"")).request().digest()).contains(DIGEST);
    Request binaries = update(with("\"digest\":{\"linux-amd64\":\"" + DIGEST + "\"}")).request();
    assertThat(binaries.digest()).isEmpty();
    assertThat(binaries.digests()).isEqualTo(Map.of("linux-amd64", DIGEST));
  }

  @Test
  void readsTheOtherActions() {
    assertThat(command("{\"action\":\"cancel\",\"id\":\"c-1\"}"))
        .isEqualTo(new Command.Cancel(Optional.of("c-1"), Optional.empty(), Optional.empty()));
    assertThat(command("{\"action\":\"rollback\",\"timestamp\":0}"))
        .isEqualTo(new Command.Rollback(Optional.empty(), Optional.of(0L), Optional.empty()));
    assertThat(command("{\"action\":\"report\",\"expires\":\"2026-01-01T00:00:00Z\"}"))
        .isEqualTo(
            new Command.Report(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-01-01T00:00:00Z"))));
  }

  @Test
  void ignoresUnknownMembersInsideTheLimits() {
    String members =
        "\"note\":\"%s\",\"%s\":[[[[[[[1.5e3]]]]]]],\"jws\":[\"%s\",\"b\"],\"n\":null"
            .formatted("s".repeat(256), "n".repeat(64), "j".repeat(8192));
    assertThat(update(with(members)).request()).isEqualTo(Request.of("1.0.6"));
  }

  @Test
  void takesAPayloadOfExactlyTheLimit() {
    String command = with("\"force\":true");
    assertThat(update(command + " ".repeat(16 * 1024 - command.length())).force()).isTrue();
  }

  @Test
  void anEmptyPayloadClears() {
    assertThat(CommandParser.parse(new byte[0])).isEqualTo(new Parsed.Cleared());
  }

  @Test
  void contentIsTheSameWhateverTheOrderAndTheSpace() {
    assertThat(content("{\"action\":\"update\",\"version\":\"1.0.6\",\"x\":{\"a\":1,\"b\":[2]}}"))
        .isEqualTo(
            content(
                "{ \"x\":{\"b\":[ 2],\"a\":1},\n\"version\":\"1.0.\\u0036\",\"action\":\"update\"}"))
        .isNotEqualTo(
            content("{\"action\":\"update\",\"version\":\"1.0.6\",\"x\":{\"a\":1,\"b\":[3]}}"))
        .isNotEqualTo(content("{\"action\":\"update\",\"version\":\"1.0.6\"}"));
  }

  @Test
  void saysWhichFieldWhichValueAndWhatIsAllowed() {
    assertThat(refused(with("\"force\":\"true\"")).error())
        .isEqualTo("\"force\" is the string \"true\", but must be true or false, without quotes.");
    assertThat(refused("{\"action\":\"reb\\u0000oot\"}").error())
        .isEqualTo(
            "\"action\" is \"reb\\u0000oot\", but must be \"update\", \"cancel\", \"rollback\" or"
                + " \"report\".");
    assertThat(refused("{\"action\":\"update\",\"version\":\"" + "9".repeat(200) + "\"}").error())
        .contains("9".repeat(48) + "…\"")
        .doesNotContain("9".repeat(49));
  }

  @Test
  void namesTheIdOfARefusedCommandWhereItCanBeRead() {
    assertThat(refused("{\"action\":\"update\",\"id\":\"c-9\",\"version\":\"x\"}").id())
        .contains("c-9");
    assertThat(refused("{\"action\":\"update\",\"id\":\"c\\n9\"}").id()).isEmpty();
    assertThat(refused("{\"action\":\"update\",\"id\":\"c-9\"").id()).isEmpty();
  }

  private static String with(String members) {
    return "{\"action\":\"update\",\"version\":\"1.0.6\"," + members + "}";
  }

  private static Command.Update update(String payload) {
    return (Command.Update) command(payload);
  }

  private static Command command(String payload) {
    return accepted(payload).command();
  }

  private static String content(String payload) {
    return accepted(payload).content();
  }

  private static Parsed.Accepted accepted(String payload) {
    Parsed parsed = CommandParser.parse(payload.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    return (Parsed.Accepted) parsed;
  }

  private static Parsed.Refused refused(String payload) {
    Parsed parsed = CommandParser.parse(payload.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed).isInstanceOf(Parsed.Refused.class);
    return (Parsed.Refused) parsed;
  }
}
