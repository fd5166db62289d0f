package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** From what the agent wrote down to what somebody wants to hear. */
final class Verdicts {
  private Verdicts() {}

  /** From a terminal status. */
  static Verdict ofStatus(JsonNode status) {
    String reason = status.path("reason").asText();
    return switch (status.path("type").asText()) {
      case "update_succeeded" -> succeeded(status);
      case "update_skipped" -> skipped(reason, status.path("current_version").asText());
      case "update_cancelled" -> cancelled(reason);
      case "update_rejected" ->
          Verdict.bad(
              Exit.REJECTED,
              "Rejected (" + reason + "): " + status.path("error").asText(),
              List.of());
      default -> failed(status);
    };
  }

  /** From a line of the history; the only trace that a dry run leaves. */
  static Verdict ofHistory(JsonNode line) {
    JsonNode failure = line.path("failure");
    String from = line.path("from").asText();
    String to = line.path("to").asText();
    boolean dryRun = line.path("dry_run").asBoolean();
    if (!failure.isObject()) {
      return dryRun ? wouldWork(from, to, line.path("digest").asText()) : succeeded(from, to, line);
    }
    String reason = failure.path("reason").asText();
    switch (Words.kind(reason)) {
      case SKIPPED -> {
        return skipped(reason, from);
      }
      case CANCELLED -> {
        return cancelled(reason);
      }
      case REJECTED, FAILED -> {
        String device = line.path("rolled_back").asBoolean() ? "rolled_back" : "unchanged";
        String what = dryRun ? "The dry run failed" : "The update failed";
        return failed(what, failure, device, from);
      }
    }
    throw new IllegalStateException(reason);
  }

  private static Verdict succeeded(JsonNode status) {
    return succeeded(
        status.path("previous_version").asText(), status.path("current_version").asText(), status);
  }

  private static Verdict succeeded(String from, String to, JsonNode times) {
    long took = times.path("duration_ms").asLong(times.path("took_ms").asLong());
    long gap = times.path("downtime_ms").asLong();
    String headline =
        from.equals(to) ? "Installed " + to + " again" : "Updated from " + from + " to " + to;
    String times2 = " in " + Words.span(took) + "; no agent ran for " + Words.span(gap) + ".";
    List<String> more = new ArrayList<>();
    if (times.path("warning").isTextual()) {
      more.add("Note: " + times.path("warning").asText());
    }
    return new Verdict(
        Exit.DONE, more.isEmpty() ? Paint.GOOD : Paint.CAREFUL, headline + times2, more);
  }

  private static Verdict wouldWork(String from, String to, String digest) {
    return new Verdict(
        Exit.DONE,
        Paint.GOOD,
        "Dry run: " + from + " can be updated to " + to + ".",
        List.of(
            "It was fetched, checked and made ready, the way back is proven, and all of it is put"
                + " away again.",
            "It would be " + digest));
  }

  private static Verdict skipped(String reason, String current) {
    return switch (reason) {
      case "already_current" ->
          Verdict.good(current + " is installed already; --force installs it again.");
      case "known_bad" ->
          bad("This version did not work on this device before; --force tries it again.");
      case "stale" -> bad("The command is older than what is installed (" + current + ").");
      case "nothing_to_cancel" -> bad("There is no update to cancel.");
      case "too_late" -> bad("Too late: the switch has begun, and it ends by itself.");
      case "nothing_to_roll_back" -> bad("There is no backup to go back to.");
      default -> bad("Nothing was done (" + reason + ").");
    };
  }

  private static Verdict cancelled(String reason) {
    return switch (reason) {
      case "superseded" -> bad("A later command has taken the place of this one.");
      case "expired" -> bad("The time until which it was wanted is over.");
      default -> bad("The update was cancelled.");
    };
  }

  private static Verdict failed(JsonNode status) {
    return failed(
        "The update failed",
        status,
        status.path("device").asText(),
        status.path("current_version").asText());
  }

  private static Verdict failed(String what, JsonNode failure, String device, String current) {
    List<String> more = new ArrayList<>();
    more.add(
        switch (device) {
          case "rolled_back" -> current + " is in charge again.";
          case "needs_person" -> "Somebody has to look at this device.";
          default -> current + " runs as before; nothing was changed.";
        });
    List<String> log = Words.lines(failure.path("log_tail"));
    if (!log.isEmpty()) {
      more.add("The last that the new version said:");
      log.forEach(line -> more.add("  | " + line));
    }
    String why = " (" + failure.path("reason").asText() + "): " + failure.path("error").asText();
    int exit = device.equals("needs_person") ? Exit.NEEDS_PERSON : Exit.FAILED;
    return Verdict.bad(exit, what + why, more);
  }

  private static Verdict bad(String headline) {
    return new Verdict(Exit.FAILED, Paint.CAREFUL, headline, List.of());
  }
}
