package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** An authorised call, inside its transaction. */
record Call(
    Handle db,
    Principal who,
    Map<String, String> path,
    Map<String, List<String>> query,
    Body body) {
  private static final int LARGEST_PAGE = 500;
  private static final int PAGE = 100;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 9999;

  String path(String name) {
    return path.getOrDefault(name, "");
  }

  /** Of a path like {@code /rollouts/7}. */
  long number(String name) {
    try {
      return Long.parseLong(path(name));
    } catch (NumberFormatException none) {
      throw Problem.notThere("\"" + path(name) + "\" is no number.");
    }
  }

  Optional<String> query(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  List<String> queries(String name) {
    return query.getOrDefault(name, List.of());
  }

  Optional<Boolean> flag(String name) {
    return query(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw Problem.invalid("\"" + name + "\" must be true or false.");
                });
  }

  int limit() {
    return Math.toIntExact(whole("limit", PAGE, 1, LARGEST_PAGE));
  }

  /** Where a page of numbered things, newest first, begins. */
  long before() {
    return whole("cursor", Long.MAX_VALUE, 0, Long.MAX_VALUE);
  }

  Instant moment(String name, Instant absent) {
    return query(name)
        .map(
            text -> {
              try {
                OffsetDateTime moment = OffsetDateTime.parse(text);
                // Beyond that a database has none.
                if (moment.getYear() >= FIRST_YEAR && moment.getYear() <= LAST_YEAR) {
                  return moment.toInstant();
                }
              } catch (DateTimeException none) {
                // The same complaint.
              }
              throw Problem.invalid(
                  "\""
                      + name
                      + "\" must be a date and time with its zone, like 2025-11-10T02:00:00Z.");
            })
        .orElse(absent);
  }

  private long whole(String name, long absent, long from, long to) {
    return query(name)
        .map(
            text -> {
              try {
                long number = Long.parseLong(text);
                if (number >= from && number <= to) {
                  return number;
                }
              } catch (NumberFormatException none) {
                // The same complaint.
              }
              throw Problem.invalid(
                  "\"%s\" must be a whole number of %d to %d.".formatted(name, from, to));
            })
        .orElse(absent);
  }
}
