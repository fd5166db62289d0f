package ca.iotistic.agent.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A unit at one moment, as {@code systemctl show} prints it. */
record UnitState(Map<String, String> properties) {
  static final List<String> ASKED =
      List.of(
          "LoadState",
          "ActiveState",
          "SubState",
          "Result",
          "UnitFileState",
          "FragmentPath",
          "MainPID",
          "NRestarts",
          "InvocationID",
          "ExecMainCode",
          "ExecMainStatus",
          "Job",
          "ActiveEnterTimestampMonotonic",
          "ActiveExitTimestampMonotonic");

  UnitState {
    properties = Map.copyOf(properties);
  }

  String get(String property) {
    return properties.getOrDefault(property, "");
  }

  boolean loaded() {
    return get("LoadState").equals("loaded");
  }

  boolean masked() {
    return get("LoadState").equals("masked") || get("UnitFileState").startsWith("masked");
  }

  boolean active() {
    return get("ActiveState").equals("active");
  }

  /** On its way up; one that waits to be started again after it ended is not. */
  boolean starting() {
    return get("ActiveState").equals("activating") && !between();
  }

  /** It ended, and systemd is about to start it again. */
  boolean between() {
    return get("SubState").equals("auto-restart");
  }

  boolean stopping() {
    return get("ActiveState").equals("deactivating");
  }

  /** Something is queued for it: it is not at rest. */
  boolean queued() {
    return !get("Job").isEmpty() && !get("Job").equals("0");
  }

  /** Names this run; a new one with every start, empty before the first. */
  String run() {
    return get("InvocationID");
  }

  /** How it ended, for people. */
  String end() {
    String code = get("ExecMainStatus");
    String how =
        switch (get("ExecMainCode")) {
          case "1" -> "exit status " + code;
          case "2", "3" -> "signal " + code;
          default -> "no exit status";
        };
    return get("Result").equals("start-limit-hit")
        ? "it ended so often that systemd does not start it any more (" + how + ")"
        : "it ended with " + how + " (" + get("Result") + ")";
  }

  /** Between the last moment of the run before and the first of this one; zero if unknown. */
  Duration gap() {
    long left = micros("ActiveExitTimestampMonotonic");
    long back = micros("ActiveEnterTimestampMonotonic");
    // Since this boot only: who was there before it cannot be told.
    return left == 0 || back < left ? Duration.ZERO : Duration.ofNanos((back - left) * 1000);
  }

  private long micros(String property) {
    String text = get(property);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
