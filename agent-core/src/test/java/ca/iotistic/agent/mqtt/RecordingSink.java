package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the agent would do with deliveries: keeps them, or fails as it is told. */
final class RecordingSink implements CommandSource.Sink {
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger heard = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean listening;
  private volatile boolean holding;
  private volatile boolean throwing;

  /** Cannot keep anything from now on, or can again. */
  void hold(boolean now) {
    holding = now;
  }

  /** Breaks its promise and throws what it must not. */
  void throwUnchecked(boolean now) {
    throwing = now;
  }

  @Override
  public void accept(Delivery delivery) throws IOException {
    if (holding) {
      failures.incrementAndGet();
      throw new IOException("on purpose");
    }
    if (throwing) {
      failures.incrementAndGet();
      throw new IllegalStateException("on purpose");
    }
    deliveries.add(delivery);
  }

  @Override
  public void listening(boolean now) {
    listening = now;
    if (now) {
      connections.incrementAndGet();
    }
  }

  @Override
  public void heard() {
    heard.incrementAndGet();
  }

  boolean isListening() {
    return listening;
  }

  int connections() {
    return connections.get();
  }

  int heardItself() {
    return heard.get();
  }

  int failures() {
    return failures.get();
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  List<String> texts() {
    return deliveries.stream()
        .map(delivery -> new String(delivery.payload(), StandardCharsets.UTF_8))
        .toList();
  }
}
