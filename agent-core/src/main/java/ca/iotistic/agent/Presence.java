package ca.iotistic.agent;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * For how much of the last ten minutes commands could arrive. An agent that was offline anyway is not
 * judged by whether its successor is connected. Thread-safe.
 */
final class Presence {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private record Change(Duration at, boolean listening) {}

  private final Time time;
  private final Duration start;
  private final Deque<Change> changes = new ArrayDeque<>();

  Presence(Time time) {
    this.time = time;
    this.start = time.uptime();
    changes.add(new Change(start, false));
  }

  synchronized void listening(boolean now) {
    if (changes.getLast().listening() != now) {
      changes.addLast(new Change(time.uptime(), now));
      forget();
    }
  }

  synchronized boolean listening() {
    return changes.getLast().listening();
  }

  /** How long the subscription has stood; zero if it does not. */
  synchronized Duration listeningFor() {
    Change last = changes.getLast();
    return last.listening() ? time.uptime().minus(last.at()) : Duration.ZERO;
  }

  /** Since the start, if that was less than ten minutes ago. */
  synchronized boolean mostly() {
    Duration now = time.uptime();
    Duration from = now.minus(WINDOW).compareTo(start) > 0 ? now.minus(WINDOW) : start;
    Duration listened = Duration.ZERO;
    Duration until = now;
    for (var all = changes.descendingIterator(); all.hasNext(); ) {
      Change change = all.next();
      Duration begin = change.at().compareTo(from) > 0 ? change.at() : from;
      if (change.listening() && until.compareTo(begin) > 0) {
        listened = listened.plus(until.minus(begin));
      }
      until = begin;
    }
    return listened.multipliedBy(2).compareTo(now.minus(from)) > 0;
  }

  private void forget() {
    Duration before = time.uptime().minus(WINDOW);
    while (changes.size() > 2 && second().at().compareTo(before) < 0) {
      changes.removeFirst();
    }
  }

  private Change second() {
    var all = changes.iterator();
    all.next();
    return all.next();
  }
}
