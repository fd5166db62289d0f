package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the engine client. */
final class PartsTest {

  @Test
  void logFramesBecomeLinesOfTheirStreams() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    frame(log, 1, "out o");
    frame(log, 2, "err one\nerr ");
    frame(log, 1, "ne\n");
    frame(log, 2, "two\n");
    frame(log, 1, "☃ unfinished");
    assertThat(tail(log.toByteArray(), false, 1000))
        .containsExactly("err one", "out one", "err two", "☃ unfinished");
  }

  @Test
  void ofALongLogTheEndIsKept() throws IOException {
    byte[] log = "first\nsecond\nthird\n".getBytes(StandardCharsets.UTF_8);
    assertThat(tail(log, true, 13)).containsExactly("second", "third");
    assertThat(tail(log, true, 3)).containsExactly("thi");
    assertThat(tail(new byte[0], true, 3)).isEmpty();
  }

  @Test
  void aFrameThatIsCutOffIsTheEnd() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    frame(log, 1, "whole\npart");
    byte[] cut = java.util.Arrays.copyOf(log.toByteArray(), log.size() - 2);
    assertThat(tail(cut, false, 1000)).containsExactly("whole", "pa");
  }

  private static void frame(ByteArrayOutputStream log, int stream, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(log);
    out.write(new byte[] {(byte) stream, 0, 0, 0});
    out.writeInt(content.length);
    out.write(content);
  }

  private static List<String> tail(byte[] log, boolean terminal, int most) throws IOException {
    return LogText.tail(new ByteArrayInputStream(log), terminal, most);
  }

  @Test
  void theFirstFileOfAnArchiveIsFound() throws IOException {
    byte[] content = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
    byte[] archive = ImageArchive.tar(Map.of("a", content));
    assertThat(first(archive, 1000)).contains(content);
    assertThat(first(archive, 999)).isEmpty();
    assertThat(first(java.util.Arrays.copyOf(archive, 900), 1000)).isEmpty();
    assertThat(first(new byte[0], 1000)).isEmpty();
    // A directory in front, and words about the next entry that are longer than what is asked for.
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    byte[] directory = java.util.Arrays.copyOf(archive, 512);
    directory[156] = 'x';
    more.write(directory);
    more.write(new byte[1024]);
    more.write(ImageArchive.tar(Map.of("b", new byte[] {'b'})));
    assertThat(first(more.toByteArray(), 10)).contains(new byte[] {'b'});
  }

  private static Optional<byte[]> first(byte[] archive, int most) throws IOException {
    return TarFile.first(new ByteArrayInputStream(archive), most);
  }

  @Test
  void aPullIsSummedUpOverItsLayers() {
    List<String> heard = new ArrayList<>();
    PullProgress progress = new PullProgress((done, total) -> heard.add(done + "/" + total));
    progress.accept(json("{'status': 'Pulling from x', 'id': '1.0.6'}"));
    progress.accept(downloading("a", 5, 10));
    progress.accept(downloading("b", 1, 20));
    progress.accept(json("{'status': 'Download complete', 'id': 'a'}"));
    progress.accept(json("{'status': 'Extracting', 'id': 'a', 'progressDetail': {'current': 1}}"));
    progress.accept(downloading("c", 3, -1));
    assertThat(heard).containsExactly("5/10", "6/30", "11/30", "14/30");
  }

  private static JsonNode downloading(String layer, int current, int total) {
    return json(
        "{'status': 'Downloading', 'id': '"
            + layer
            + "', 'progressDetail': {'current': "
            + current
            + ", 'total': "
            + total
            + "}}");
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "app, app, latest, app:latest",
    "app:1, app, 1, app:1",
    "host:5000/app, host:5000/app, latest, host:5000/app:latest",
    "host:5000/g/app:1, host:5000/g/app, 1, host:5000/g/app:1",
    "host:5000/app@sha256:ab, host:5000/app, sha256:ab, host:5000/app@sha256:ab",
    "host:5000/app:1@sha256:ab, host:5000/app, sha256:ab, host:5000/app@sha256:ab"
  })
  void referencesAreTakenApart(String text, String repository, String pin, String pinned) {
    ImageRef reference = ImageRef.parse(text).orElseThrow();
    assertThat(reference.repository()).isEqualTo(repository);
    assertThat(reference.pin()).isEqualTo(pin);
    assertThat(reference.pinned()).isEqualTo(pinned);
  }

  @ParameterizedTest
  @CsvSource({
    "1.41, 1.41, true",
    "1.9, 1.10, false",
    "1.44, 1.5, true",
    "2.0, 1.99, true",
    "'', 1.24, false"
  })
  void versionsOfTheApiAreNumbers(String version, String wanted, boolean enough) {
    assertThat(Api.atLeast(version, wanted)).isEqualTo(enough);
  }

  @Test
  void theEngineIsWhereItIsSaidToBe() {
    Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375");
    assertThat(EngineHost.choose(Optional.of("unix:///a.sock"), environment))
        .isEqualTo("unix:///a.sock");
    assertThat(EngineHost.choose(Optional.of(" "), environment)).isEqualTo("tcp://10.0.0.1:2375");
    assertThat(EngineHost.choose(Optional.of("/run/a.sock"), environment))
        .isEqualTo("unix:///run/a.sock");
    assertThat(EngineHost.choose(Optional.empty(), Map.of())).isEqualTo(EngineHost.USUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh://host", "npipe:////./pipe/docker", "tcp://host", "unix://"})
  void otherWaysToAnEngineAreRefused(String host) {
    assertThatThrownBy(() -> EngineHost.choose(Optional.of(host), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("docker.host");
  }

  @ParameterizedTest
  @CsvSource({
    "pull access denied for x, DENIED",
    "unauthorized: authentication required, DENIED",
    "manifest for x:1 not found: manifest unknown, NOT_FOUND",
    "dial tcp: connection refused, SERVER"
  })
  void anErrorInAStreamHasNothingButItsWords(String words, Kind kind) {
    JsonNode line = Json.object().put("error", words);
    assertThat(Failures.inStream("POST /images/create", line).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyAnAnswerIsAVerdict(Kind kind) {
    EngineException failed = new EngineException(kind, 0, "POST /x", "words");
    Reason reason = failed.toUpdate(Reason.START_FAILED, "cannot start container x").reason();
    assertThat(reason)
        .isEqualTo(
            switch (kind) {
              case UNREACHABLE, UNKNOWN -> Reason.PLATFORM_UNAVAILABLE;
              case DENIED -> Reason.PLATFORM_DENIED;
              default -> Reason.START_FAILED;
            });
  }

  @Test
  void aFullDiskIsTheDevicesWhateverWasTried() {
    EngineException failed =
        new EngineException(Kind.SERVER, 500, "POST /x", "write /x: no space left on device");
    assertThat(failed.toUpdate(Reason.START_FAILED, "x").reason()).isEqualTo(Reason.DISK_FULL);
  }
}
