package ca.iotistic.agent.update;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has happened so far.
 *
 * @param touched whether something that runs may have been touched
 * @param confirm whether the new version must say that it hears the next command
 * @param nonce names the window in which the new version is watched
 * @param prolonged whether the window was prolonged because the broker was away
 * @param downtime how long nobody was in charge
 * @param took from the first entry to the end
 */
record Course(
    boolean touched,
    boolean confirm,
    String nonce,
    boolean prolonged,
    Optional<Failure> failure,
    Optional<String> warning,
    Duration downtime,
    Duration took,
    List<Step> trail) {
  /** A phase that has begun. */
  record Step(Phase phase, Instant at) {}

  Course {
    trail = List.copyOf(trail);
  }

  static Course from(Instant start) {
    return new Course(
        false,
        false,
        "",
        false,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO,
        List.of(new Step(Phase.RESOLVING, start)));
  }

  /** Whether work has begun: what it leads to is known. */
  boolean prepared() {
    return trail.stream().anyMatch(step -> step.phase() == Phase.PREPARING);
  }

  Course entered(Phase phase, Instant at) {
    List<Step> longer = new ArrayList<>(trail);
    longer.add(new Step(phase, at));
    boolean touches = touched || phase == Phase.ACTIVATING;
    return new Course(touches, confirm, nonce, prolonged, failure, warning, downtime, took, longer);
  }

  Course asking(boolean confirmation, Optional<String> caveat) {
    return new Course(
        touched, confirmation, nonce, prolonged, failure, caveat, downtime, took, trail);
  }

  Course window(String next) {
    return new Course(touched, confirm, next, prolonged, failure, warning, downtime, took, trail);
  }

  Course failed(Failure why, boolean afterProlongation) {
    return new Course(
        touched,
        confirm,
        nonce,
        prolonged || afterProlongation,
        Optional.of(why),
        warning,
        downtime,
        took,
        trail);
  }

  Course warned(Optional<String> caveat) {
    return new Course(
        touched,
        confirm,
        nonce,
        prolonged,
        failure,
        joined(warning, caveat),
        downtime,
        took,
        trail);
  }

  static Optional<String> joined(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other)
        ? Optional.of(one.get() + "; " + other.get())
        : one.or(() -> other);
  }

  Course ended(Duration gap, Duration whole) {
    return new Course(touched, confirm, nonce, prolonged, failure, warning, gap, whole, trail);
  }
}
