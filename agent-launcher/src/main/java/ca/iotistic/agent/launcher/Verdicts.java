package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * From what the agent wrote down to what somebody wants to hear. Which outcome has which exit code
 * is in {@code docs/command-line.md}; scripts rely on it.
 */
final class Verdicts {
  private Verdicts() {}

  /** From the terminal status of a request: a cancel that cancels has done what it should. */
  static Verdict of(Request request, JsonNode status) {
    return request.cancels() && status.path("type").asText().equals("update_cancelled")
        ? Verdict.good("The update is cancelled; the device is as it was.")
        : ofStatus(status);
  }

  /** From the terminal status of an update. */
  static Verdict ofStatus(JsonNode status) {
    String reason = status.path("reason").asText();
    return switch (status.path("type").asText()) {
      case "update_succeeded" -> succeeded(status);
      case "update_skipped" -> skipped(reason, status.path("current_version").asText());
      case "update_cancelled" -> cancelled(reason);
      case "update_rejected" -> rejected(reason, status.path("error").asText());
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
    return switch (Words.kind(reason)) {
      case SKIPPED -> skipped(reason, from);
      case CANCELLED -> cancelled(reason);
      case REJECTED -> rejected(reason, failure.path("error").asText());
      case FAILED ->
          failed(
              dryRun ? "The dry run failed" : "The update failed",
              failure,
              device(line),
              line.path("instead").asText(from));
    };
  }

  private static String device(JsonNode line) {
    if (line.path("needs_person").asBoolean()) {
      return "needs_person";
    }
    return line.path("rolled_back").asBoolean() ? "rolled_back" : "unchanged";
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

  private static Verdict rejected(String reason, String error) {
    return Verdict.bad(Exit.REJECTED, "Rejected (" + reason + "): " + error, List.of());
  }

  private static Verdict skipped(String reason, String current) {
    return switch (reason) {
      case "already_current" ->
          Verdict.good(current + " is installed already; --force installs it again.");
      case "nothing_to_cancel" ->
          Verdict.good("There is no update to cancel: none is scheduled, waits or is prepared.");
      case "known_bad" ->
          bad(
              "This version did not work on this device before, so it is not tried again; --force"
                  + " tries it all the same.");
      case "stale" ->
          bad(
              "The command is older than what is installed ("
                  + current
                  + "); name the version in a new one, if it is wanted.");
      case "too_late" ->
          bad(
              "Too late to cancel: the switch has begun, and it ends by itself, one way or the other.");
      case "nothing_to_roll_back" ->
          bad(
              "There is no such backup to go back to; `iotistic-agent backups` lists those there are.");
      default -> bad("Nothing was done (" + reason + "). " + asBefore(current));
    };
  }

  private static Verdict cancelled(String reason) {
    return switch (reason) {
      case "superseded" -> bad("The update was dropped: a later command has taken its place.");
      case "expired" -> bad("The update was dropped: the time until which it was wanted is over.");
      default -> bad("The update was cancelled; the device is as it was.");
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
          case "needs_person" ->
              "Somebody has to look at this device: see the log of the agent and of the platform.";
          default -> asBefore(current);
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

  private static String asBefore(String current) {
    boolean known = !current.isEmpty() && !current.equals("unknown");
    return (known ? current : "What runs here") + " runs on as before; nothing was changed.";
  }

  private static Verdict bad(String headline) {
    return new Verdict(Exit.FAILED, Paint.CAREFUL, headline, List.of());
  }
}
