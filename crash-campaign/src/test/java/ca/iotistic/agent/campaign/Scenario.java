package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.update.Job;
import java.util.Optional;
import java.util.Set;

/** What is asked for and how the new version behaves, the faults aside. */
enum Scenario {
  GOOD(Newcomer.GOOD),
  /** The agent's boot policy is the one that a stop by hand switches off. */
  UNLESS_STOPPED(Newcomer.GOOD),
  FORCED_SAME(Newcomer.GOOD),
  BY_HAND(Newcomer.GOOD),
  /** Waits at the gate for a while. */
  GATED(Newcomer.GOOD),
  /** Unhealthy for a moment, which is no verdict. */
  FICKLE(Newcomer.FICKLE),
  /** The broker is away for longer than the health window. */
  BROKER_AWAY(Newcomer.LATE),
  /** Hears for a while, and not at all once it was restarted. */
  FALLS_SILENT(Newcomer.SILENT),
  DRY_RUN(Newcomer.GOOD),
  ALREADY_CURRENT(Newcomer.GOOD),
  CANCELLED(Newcomer.GOOD),
  UNHEALTHY(Newcomer.UNHEALTHY),
  CRASHES_AT_START(Newcomer.PANICS),
  /** Runs for a while and exits. */
  CRASHES_LATER(Newcomer.DIES),
  NEVER_CONFIRMS(Newcomer.MUTE),
  /** The helper ends as soon as it is started. */
  NO_SWITCHER(Newcomer.GOOD),
  /** The target is not the agent: both halves run in it, and there is no helper. */
  IN_PLACE(Newcomer.GOOD),
  IN_PLACE_UNHEALTHY(Newcomer.UNHEALTHY);

  /** How the new version behaves. */
  enum Newcomer {
    GOOD,
    FICKLE,
    LATE,
    SILENT,
    UNHEALTHY,
    PANICS,
    DIES,
    MUTE
  }

  static final String UPDATE = "u1";
  static final String OLD = "1.0.5";

  private final Newcomer newcomer;

  Scenario(Newcomer newcomer) {
    this.newcomer = newcomer;
  }

  Newcomer newcomer() {
    return newcomer;
  }

  /** Empty: it succeeds if nothing goes wrong. */
  Set<Reason> reasons() {
    return switch (this) {
      case ALREADY_CURRENT -> Set.of(Reason.ALREADY_CURRENT);
      case CANCELLED -> Set.of(Reason.CANCELLED);
      case UNHEALTHY, IN_PLACE_UNHEALTHY -> Set.of(Reason.UNHEALTHY);
      case CRASHES_AT_START, CRASHES_LATER -> Set.of(Reason.CRASHED);
      case NEVER_CONFIRMS -> Set.of(Reason.NOT_CONNECTED);
      case NO_SWITCHER -> Set.of(Reason.START_FAILED);
      default -> Set.of();
    };
  }

  boolean inPlace() {
    return this == IN_PLACE || this == IN_PLACE_UNHEALTHY;
  }

  /** Without it the update ends before it touches anything. */
  boolean switches() {
    return this != DRY_RUN && this != CANCELLED && this != ALREADY_CURRENT && this != NO_SWITCHER;
  }

  String target() {
    return switch (this) {
      case FORCED_SAME, ALREADY_CURRENT -> OLD;
      case BY_HAND -> "1.0.4";
      default -> "1.0.6";
    };
  }

  Policy policy() {
    return this == UNLESS_STOPPED || this == NEVER_CONFIRMS ? Policy.UNLESS_STOPPED : Policy.ALWAYS;
  }

  Job job() {
    return new Job(
        UPDATE,
        Request.of(target()),
        this == BY_HAND ? Optional.of("") : Optional.empty(),
        this == FORCED_SAME,
        this == DRY_RUN,
        Optional.empty(),
        Optional.empty());
  }
}
