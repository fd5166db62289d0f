package ca.iotistic.agent.docker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a container's log as lines, in little memory. Without a terminal the engine sends
 * frames: the stream, three zero bytes, the length, the content; a line may be spread over several
 * frames of its stream.
 */
final class LogText {
  private static final int FRAME_PADDING = 3;

  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private final Map<Integer, ByteArrayOutputStream> unfinished = new HashMap<>();
  private int size;

  private LogText(int most) {
    this.most = most;
  }

  /** The last lines, oldest first, at most so many bytes together; a longer line is cut. */
  static List<String> tail(InputStream log, boolean terminal, int most) throws IOException {
    LogText text = new LogText(most);
    if (terminal) {
      text.plain(log);
    } else {
      text.frames(new DataInputStream(log));
    }
    text.unfinished.values().forEach(text::finish);
    return List.copyOf(text.lines);
  }

  private void plain(InputStream log) throws IOException {
    for (int next = log.read(); next >= 0; next = log.read()) {
      add(0, next);
    }
  }

  private void frames(DataInputStream log) throws IOException {
    try {
      for (int stream = log.read(); stream >= 0; stream = log.read()) {
        log.readNBytes(FRAME_PADDING);
        for (int left = log.readInt(); left > 0; left--) {
          add(stream, log.readUnsignedByte());
        }
      }
    } catch (EOFException cutOff) {
      // The container writes on while its log is read.
    }
  }

  private void add(int stream, int next) {
    ByteArrayOutputStream line =
        unfinished.computeIfAbsent(stream, s -> new ByteArrayOutputStream());
    if (next == '\n') {
      finish(line);
    } else if (line.size() < most) {
      line.write(next);
    }
  }

  private void finish(ByteArrayOutputStream line) {
    if (line.size() == 0) {
      return;
    }
    lines.addLast(line.toString(StandardCharsets.UTF_8).stripTrailing());
    size += line.size() + 1;
    line.reset();
    while (size > most && lines.size() > 1) {
      size -= lines.removeFirst().getBytes(StandardCharsets.UTF_8).length + 1;
    }
  }
}
