package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Tells how an update goes on: a line a phase, and on a terminal a bar below them that is written
 * over.
 */
final class Story {
  private static final int BAR = 30;

  private final Request request;
  private final Console console;
  private String told = "";
  private String phase = "";
  private boolean barShown;

  Story(Request request, Console console) {
    this.request = request;
    this.console = console;
  }

  /** A line, unless it is the last one again. */
  void tell(String line) {
    if (!line.equals(told)) {
      told = line;
      wipe();
      console.out().println(line);
    }
  }

  void look(Sight sight) {
    sentence(sight).filter(now -> !now.equals(phase)).ifPresent(this::enter);
    if (console.terminal() && !sight.phase().isEmpty()) {
      bar(sight.local().path("update"));
    }
  }

  /** What else was told in the meantime does not make a phase a new one. */
  private void enter(String sentence) {
    phase = sentence;
    tell(sentence);
  }

  /** Before something else is printed. */
  void wipe() {
    if (barShown) {
      barShown = false;
      console.out().print("\r\u001b[K");
    }
  }

  private Optional<String> sentence(Sight sight) {
    JsonNode flight = sight.flight();
    String from = flight.path("previous").path("version").asText();
    String wanted = flight.path("job").path("version").asText();
    String to = flight.path("release").path("version").asText(wanted);
    return switch (sight.phase()) {
      case "RESOLVING" -> Optional.of("Looking for " + wanted(flight, to));
      case "PREPARING" -> Optional.of("Fetching and checking " + to + ", and proving the way back");
      case "PREPARED" -> Optional.of("Ready to switch from " + from + " to " + to);
      case "ACTIVATING" -> Optional.of("Switching from " + from + " to " + to);
      case "VERIFYING" -> Optional.of("Watching whether " + to + " works");
      case "COMMITTING" -> Optional.of("Making " + to + " the one that starts at boot");
      case "ROLLING_BACK" -> Optional.of(back(flight, from));
      default -> Optional.empty();
    };
  }

  private String wanted(JsonNode flight, String version) {
    String backup = flight.path("job").path("backup").asText("");
    if (!backup.isEmpty()) {
      return "the backup " + backup;
    }
    if (request.rollsBack()) {
      return "the newest backup";
    }
    return version.equals("latest") ? "the newest version" : version;
  }

  private static String back(JsonNode flight, String from) {
    if (!flight.path("touched").asBoolean()) {
      return "Putting everything away";
    }
    String why = flight.path("failure").path("error").asText();
    return "Going back to " + from + (why.isEmpty() ? "" : ": " + why);
  }

  private void bar(JsonNode update) {
    long total = update.path("total_bytes").asLong(-1);
    long done = update.path("bytes").asLong(-1);
    if (done < 0 || total <= 0) {
      wipe();
      return;
    }
    int filled = (int) Math.min(BAR, done * BAR / total);
    String text =
        String.format(
            java.util.Locale.ROOT,
            "  [%s%s] %3d%%  %s of %s",
            "#".repeat(filled),
            "-".repeat(BAR - filled),
            Math.min(100, done * 100 / total),
            Words.size(done),
            Words.size(total));
    console.out().print("\r\u001b[K" + console.paint(Paint.FAINT, text));
    console.out().flush();
    barShown = true;
  }
}
