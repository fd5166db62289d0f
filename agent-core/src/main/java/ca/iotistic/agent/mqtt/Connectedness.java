package ca.iotistic.agent.mqtt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * For how much of the last minutes we were connected, by the monotonic clock. What lies before the
 * beginning does not count as disconnected: an agent that a command woke up a minute ago, and that
 * has heard ever since, hears.
 */
final class Connectedness {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final Deque<Span> spans = new ArrayDeque<>();
  private final Duration began;
  private boolean connected;
  private Duration since;

  private record Span(Duration from, Duration to) {}

  Connectedness(Duration now) {
    began = now;
    since = now;
  }

  synchronized void connected(Duration now) {
    if (!connected) {
      connected = true;
      since = now;
    }
  }

  synchronized void disconnected(Duration now) {
    if (connected) {
      connected = false;
      spans.addLast(new Span(since, now));
      Duration start = now.minus(WINDOW);
      spans.removeIf(span -> span.to().compareTo(start) < 0);
    }
  }

  synchronized boolean mostly(Duration now) {
    Duration start = later(began, now.minus(WINDOW));
    Duration sum = connected ? now.minus(later(since, start)) : Duration.ZERO;
    for (Span span : spans) {
      if (span.to().compareTo(start) > 0) {
        sum = sum.plus(span.to().minus(later(span.from(), start)));
      }
    }
    return sum.multipliedBy(2).compareTo(now.minus(start)) > 0;
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
