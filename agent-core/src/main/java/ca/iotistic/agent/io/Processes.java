package ca.iotistic.agent.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DaemonExecutor;
import org.apache.commons.exec.DefaultExecuteResultHandler;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.LogOutputStream;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * The one class that starts processes: without a shell, with a fixed environment, a time limit that
 * ends the whole tree, and bounded output.
 */
public final class Processes {
  private static final int KEPT_LINES = 200;
  private static final int KEPT_CHARACTERS = 4096;
  private static final int KEPT_BYTES = 64 << 10;

  private final Seam seam;

  public Processes(Seam seam) {
    this.seam = seam;
  }

  /**
   * How a process ended.
   *
   * @param exit its exit code, meaningless if it timed out
   * @param tail its last lines of output and error output together, in the order in which they were
   *     read, which between the two need not be the one in which they were written
   * @param errors the last lines of its error output
   */
  public record Result(int exit, boolean timedOut, List<String> tail, List<String> errors) {
    public Result {
      tail = List.copyOf(tail);
      errors = List.copyOf(errors);
    }

    public boolean ok() {
      return exit == 0 && !timedOut;
    }
  }

  /**
   * Runs a command to its end. An interrupt ends the tree.
   *
   * @param environment added to PATH and LANG=C, which are all that it gets otherwise
   * @param line hears every line as it comes
   * @throws IOException if it cannot be started
   */
  public Result run(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Duration limit,
      Consumer<String> line)
      throws IOException, InterruptedException {
    Tail tail = new Tail(line);
    Tail errors = new Tail(tail::add);
    PumpStreamHandler streams = new PumpStreamHandler(new Lines(tail), new Lines(errors));
    return run(command, environment, directory, limit, streams, tail, errors);
  }

  /**
   * What a process answered.
   *
   * @param result with the last lines of its error output only
   * @param output what it printed, cut off at 64 KiB; it may hold secrets
   */
  public record Answer(Result result, String output) {}

  /**
   * Runs a command that is asked something on its standard input, and answers on its output.
   *
   * @param environment as for {@link #run}
   * @throws IOException if it cannot be started
   */
  public Answer ask(
      List<String> command,
      String input,
      Map<String, String> environment,
      Path directory,
      Duration limit)
      throws IOException, InterruptedException {
    Tail errors = new Tail(line -> {});
    Kept output = new Kept();
    ByteArrayInputStream question =
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Result result =
        run(
            command,
            environment,
            directory,
            limit,
            new PumpStreamHandler(output, new Lines(errors), question),
            errors,
            errors);
    return new Answer(result, output.text());
  }

  @SuppressWarnings(
      "deprecation") // The builder makes a DefaultExecutor, whose threads are no daemons.
  private Result run(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Duration limit,
      PumpStreamHandler streams,
      Tail tail,
      Tail errors)
      throws IOException, InterruptedException {
    CommandLine arguments = new CommandLine(command.get(0));
    command.stream().skip(1).forEach(argument -> arguments.addArgument(argument, false));
    TreeWatchdog watchdog = new TreeWatchdog(limit);
    DaemonExecutor executor = new DaemonExecutor();
    executor.setStreamHandler(streams);
    executor.setWorkingDirectory(directory.toFile());
    executor.setExitValues(null);
    executor.setWatchdog(watchdog);
    Map<String, String> all = new TreeMap<>(environment);
    all.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    all.putIfAbsent("LANG", "C");
    DefaultExecuteResultHandler handler = new DefaultExecuteResultHandler();
    seam.before("run " + command.get(0));
    executor.execute(arguments, all, handler);
    try {
      handler.waitFor();
    } catch (InterruptedException stopped) {
      watchdog.destroyTree();
      throw stopped;
    }
    seam.after("run " + command.get(0));
    Exception failed = handler.getException();
    if (failed != null && !watchdog.started()) {
      // The library wraps it in an exception of its own, with an exit code that it made up.
      Throwable why = failed.getCause() == null ? failed : failed.getCause();
      throw new IOException("cannot run " + command.get(0) + ": " + why.getMessage(), failed);
    }
    return new Result(
        handler.getExitValue(), watchdog.killedProcess(), tail.lines(), errors.lines());
  }

  /** Ends the children of the child as well; the library's own one leaves them behind. */
  private static final class TreeWatchdog extends ExecuteWatchdog {
    private volatile java.util.Optional<ProcessHandle> process = java.util.Optional.empty();

    @SuppressWarnings("deprecation") // The builder makes the library's own class, not ours.
    TreeWatchdog(Duration limit) {
      super(limit.toMillis());
    }

    @Override
    public synchronized void start(Process started) {
      process = java.util.Optional.of(started.toHandle());
      super.start(started);
    }

    @Override
    public synchronized void timeoutOccured(org.apache.commons.exec.Watchdog w) {
      killTree();
      super.timeoutOccured(w);
    }

    boolean started() {
      return process.isPresent();
    }

    void destroyTree() {
      killTree();
      destroyProcess();
    }

    private void killTree() {
      process.ifPresent(
          handle -> {
            handle.descendants().forEach(ProcessHandle::destroyForcibly);
            handle.destroyForcibly();
          });
    }
  }

  /** The beginning, bounded in size; the rest is read and thrown away. */
  private static final class Kept extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (bytes.size() < KEPT_BYTES) {
        bytes.write(b);
      }
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * Cuts one stream into lines. Output and error output have one each: through a common one their
   * threads would mix the lines letter by letter.
   */
  private static final class Lines extends LogOutputStream {
    private final Tail tail;

    Lines(Tail tail) {
      this.tail = tail;
    }

    @Override
    protected void processLine(String text, int level) {
      tail.add(text);
    }
  }

  /** The last lines, bounded in number and length. */
  private static final class Tail {
    private final Deque<String> kept = new ArrayDeque<>();
    private final Consumer<String> line;

    Tail(Consumer<String> line) {
      this.line = line;
    }

    /** One at a time: its hearer need not be thread-safe. */
    synchronized void add(String text) {
      String bounded = text.length() > KEPT_CHARACTERS ? text.substring(0, KEPT_CHARACTERS) : text;
      kept.addLast(bounded);
      if (kept.size() > KEPT_LINES) {
        kept.removeFirst();
      }
      line.accept(bounded);
    }

    synchronized List<String> lines() {
      return List.copyOf(kept);
    }
  }
}
