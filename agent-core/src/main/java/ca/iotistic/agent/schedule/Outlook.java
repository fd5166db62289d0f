package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The clock and the window as somebody sees them who is not the agent.
 *
 * @param now what the clock shows
 * @param floor the latest moment that is known to have passed; a clock that shows less is wrong
 * @param jumped whether the agent has seen the clock jump and does not believe it again yet
 * @param zone of the window
 * @param opening of the window: the one that is now, or the next; empty without a window
 */
public record Outlook(
    Instant now, Instant floor, boolean jumped, ZoneId zone, Optional<Window.Opening> opening) {
  /** Reads what the agent has written down, and leaves it as it is. */
  public static Outlook of(StateDirectory state, Plan plan, Instant built, Time time)
      throws IOException {
    ScheduleFile file = ScheduleFile.peek(state);
    Instant now = time.now();
    return new Outlook(
        now,
        file.confirmed().filter(built::isBefore).orElse(built),
        file.suspicious(),
        plan.zone(),
        plan.window().map(window -> window.at(now)));
  }
}
