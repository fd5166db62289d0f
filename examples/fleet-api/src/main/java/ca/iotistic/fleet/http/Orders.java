package ca.iotistic.fleet.http;

import ca.iotistic.fleet.update.Order;
import ca.iotistic.fleet.update.RefusedOrderException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads commands out of bodies. */
final class Orders {
  private Orders() {}

  /**
   * An update.
   *
   * @param more what the body may have besides
   */
  static Order update(Body body, Collection<String> more) {
    Set<String> allowed = new HashSet<>(Order.MEMBERS);
    allowed.addAll(more);
    body.only(allowed);
    try {
      return Order.update(body.json(), Instant.now());
    } catch (RefusedOrderException refused) {
      throw new Problem(
          422,
          "invalid-command",
          "A device would refuse this command",
          String.valueOf(refused.getMessage()),
          Map.of("reason", refused.reason()));
    }
  }

  /** The time of day where the device is. */
  static Optional<LocalTime> localTime(Body body) {
    Optional<LocalTime> time =
        body.optionalText("local_time")
            .map(
                text -> {
                  try {
                    LocalTime parsed = LocalTime.parse(text);
                    // A database rounds what is finer, even to 24:00.
                    if (parsed.equals(parsed.truncatedTo(ChronoUnit.SECONDS))) {
                      return parsed;
                    }
                  } catch (DateTimeException none) {
                    // The same complaint.
                  }
                  throw Problem.invalid("\"local_time\" must be a time of day, like 02:00.");
                });
    if (time.isPresent() && body.has("scheduled_time")) {
      throw Problem.invalid("\"local_time\" and \"scheduled_time\" exclude each other: keep one.");
    }
    return time;
  }
}
