package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code history.jsonl}: one line an update that has ended, whatever crashes. Only an agent writes
 * it. A line that a power cut has torn, or of another format, is passed over.
 */
final class History {
  private static final int LINES = 500;

  private final StateDirectory state;
  private final Ballast ballast;
  private final WriteLock lock;
  private final Seam seam;

  History(StateDirectory state, WriteLock lock, Seam seam) {
    this.state = state;
    this.ballast = new Ballast(state);
    this.lock = lock;
    this.seam = seam;
  }

  /**
   * One line.
   *
   * @param knownBad whether the release is not tried again without force
   */
  record Line(Outcome outcome, boolean knownBad) {}

  /** Oldest first. */
  List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String text : texts()) {
      parse(text).ifPresent(lines::add);
    }
    return lines;
  }

  Optional<Outcome> find(String id) throws IOException {
    return lines().stream().map(Line::outcome).filter(o -> o.id().equals(id)).findFirst();
  }

  /** Whether the last that is known of a digest is that it does not work here. */
  boolean knownBad(String digest) throws IOException {
    boolean bad = false;
    for (Line line : lines()) {
      if (line.outcome().digest().equals(digest)) {
        boolean works = line.outcome().succeeded() && !line.outcome().dryRun();
        bad = line.knownBad() || (bad && !works);
      }
    }
    return bad;
  }

  /** The line of this update: this one, or the one that it has already. */
  Outcome append(Line line) throws IOException {
    return lock.within(
        () -> {
          Optional<Outcome> there = find(line.outcome().id());
          if (there.isEmpty()) {
            ObjectNode tree = OutcomeCodec.write(line.outcome());
            tree.put("known_bad", line.knownBad());
            seam.before("append history.jsonl");
            String text = new String(Json.line(tree), StandardCharsets.UTF_8);
            ballast.sparing(() -> append(text));
            seam.after("append history.jsonl");
          }
          return there.orElse(line.outcome());
        });
  }

  private void append(String text) throws IOException {
    List<String> texts = texts();
    if (texts.size() >= LINES) {
      List<String> kept = new ArrayList<>(texts.subList(texts.size() - LINES + 1, texts.size()));
      kept.add(text);
      String whole = String.join("\n", kept) + "\n";
      new AtomicFile(path(), Seam.NONE).write(whole.getBytes(StandardCharsets.UTF_8));
      return;
    }
    boolean fresh = Files.notExists(path());
    try (FileChannel channel =
        FileChannel.open(
            path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      channel.position(channel.size());
      String separator = endsTorn(channel) ? "\n" : "";
      ByteBuffer bytes =
          ByteBuffer.wrap((separator + text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (fresh) {
      AtomicFile.forceDirectory(state.root());
    }
  }

  private static boolean endsTorn(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, channel.size() - 1);
    return last.get(0) != '\n';
  }

  private List<String> texts() throws IOException {
    Optional<byte[]> bytes = new AtomicFile(path(), Seam.NONE).read();
    if (bytes.isEmpty()) {
      return List.of();
    }
    return new String(bytes.get(), StandardCharsets.UTF_8)
        .lines()
        .filter(text -> !text.isBlank())
        .toList();
  }

  private static Optional<Line> parse(String text) {
    try {
      ObjectNode tree = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      return Optional.of(new Line(OutcomeCodec.read(tree), tree.path("known_bad").asBoolean()));
    } catch (IOException tornOrForeign) {
      return Optional.empty();
    }
  }

  private Path path() {
    return state.history();
  }
}
