package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where people read.
 *
 * @param terminal whether what is written to {@code out} can be written over
 * @param colour whether it may have colours
 */
record Console(PrintStream out, PrintStream err, boolean terminal, boolean colour) {
  enum Paint {
    GOOD("32"),
    BAD("31"),
    CAREFUL("33"),
    STRONG("1"),
    FAINT("2");

    private final String code;

    Paint(String code) {
      this.code = code;
    }
  }

  /** UTF-8 whatever the locale says: in a container there is none. */
  static Console ofProcess(Map<String, String> environment) {
    boolean terminal =
        isTerminal("/proc/self/fd/1") && !environment.getOrDefault("TERM", "").equals("dumb");
    boolean colour = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
        terminal,
        colour);
  }

  String paint(Paint paint, String text) {
    return colour ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
  }

  /** {@link System#console()} is about input as well, and means something else since Java 22. */
  private static boolean isTerminal(String descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of(descriptor)).toString();
      return device.matches("/dev/(pts/\\d+|tty.*|console)");
    } catch (IOException unknown) {
      return false;
    }
  }
}
