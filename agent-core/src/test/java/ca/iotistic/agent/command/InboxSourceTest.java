package ca.iotistic.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InboxSourceTest {
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @TempDir Path inbox;
  private InboxSource source;
  private final Recorder sink = new Recorder();

  @BeforeEach
  void make() {
    source = new InboxSource(inbox, Seam.NONE);
  }

  @AfterEach
  void stop() {
    source.stop();
  }

  @Test
  void takesWhatLiesThereAtTheStartInTheOrderOfNames() throws IOException {
    lay("2-b.json", "second");
    lay("1-a.json", "first");
    source.start(sink);
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.taken()).containsExactly("first", "second");
  }

  @Test
  void takesWhatComesLaterAndDeletesIt() throws IOException {
    source.start(sink);
    lay("1.json", "later");
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.taken()).containsExactly("later");
  }

  @Test
  void keepsARequestThatCouldNotBeMadeDurableAndTakesItAgain() throws IOException {
    sink.full.set(true);
    lay("1.json", "wanted");
    source.start(sink);
    await().atMost(GENEROUS).until(() -> sink.refused.get());
    assertThat(inbox.resolve("1.json")).exists();
    sink.full.set(false);
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.taken()).containsExactly("wanted");
  }

  @Test
  void dropsARequestThatBreaksTheAgentAndGoesOn() throws IOException {
    lay("1.json", "poison");
    lay("2.json", "fine");
    source.start(sink);
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.taken()).containsExactly("fine");
  }

  @Test
  void handsOverNoMoreThanOneByteTooMuch() throws IOException {
    lay("1.json", "x".repeat(100_000));
    source.start(sink);
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.taken()).singleElement().satisfies(s -> assertThat(s).hasSize(16 * 1024 + 1));
  }

  @Test
  void leavesAloneWhatIsNoRequest() throws IOException {
    Files.writeString(inbox.resolve(".1.json.tmp"), "half");
    Files.writeString(inbox.resolve("notes.txt"), "mine");
    Files.createDirectory(inbox.resolve("folder.json"));
    Files.createSymbolicLink(inbox.resolve("link.json"), inbox.resolve("notes.txt"));
    lay("z.json", "last");
    source.start(sink);
    await().atMost(GENEROUS).until(() -> !Files.exists(inbox.resolve("z.json")));
    assertThat(sink.taken()).containsExactly("last");
    assertThat(inbox.resolve("folder.json")).exists();
    assertThat(inbox.resolve("link.json")).isSymbolicLink();
    assertThat(inbox.resolve(".1.json.tmp")).exists();
  }

  @Test
  void handsOverNothingAfterItHasStopped() throws IOException {
    source.start(sink);
    lay("1.json", "before");
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    source.stop();
    source.stop();
    lay("2.json", "after");
    assertThat(sink.taken()).containsExactly("before");
    assertThat(inbox.resolve("2.json")).exists();
  }

  @Test
  void neverSaysThatTheCloudIsHeard() throws IOException {
    source.start(sink);
    lay("1.json", "x");
    await().atMost(GENEROUS).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    assertThat(sink.listened.get()).isFalse();
  }

  private void lay(String name, String content) throws IOException {
    new AtomicFile(inbox.resolve(name), Seam.NONE).write(content.getBytes(UTF_8));
  }

  private static final class Recorder implements CommandSource.Sink {
    final AtomicBoolean full = new AtomicBoolean();
    final AtomicBoolean refused = new AtomicBoolean();
    final AtomicBoolean listened = new AtomicBoolean();
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void accept(Delivery delivery) throws IOException {
      String text = new String(delivery.payload(), UTF_8);
      if (full.get()) {
        refused.set(true);
        throw new IOException("no space left on device");
      }
      if (text.equals("poison")) {
        throw new IllegalStateException("a bug");
      }
      taken.add(text);
    }

    @Override
    public void listening(boolean now) {
      listened.set(true);
    }

    List<String> taken() {
      return List.copyOf(taken);
    }
  }
}
