package ca.iotistic.fleet.update;

import java.util.Optional;

/** Why a command is given. */
public record Origin(
    String by, Optional<Long> batch, Optional<Long> rollout, Optional<Integer> stage) {
  public static Origin call(String by) {
    return new Origin(by, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static Origin batch(String by, long batch) {
    return new Origin(by, Optional.of(batch), Optional.empty(), Optional.empty());
  }

  public static Origin rollout(String by, long rollout, int stage) {
    return new Origin(by, Optional.empty(), Optional.of(rollout), Optional.of(stage));
  }
}
