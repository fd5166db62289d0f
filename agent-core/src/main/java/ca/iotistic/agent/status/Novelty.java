package ca.iotistic.agent.status;

import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Tells what is news from what has been said already. Guarded by the outbox. */
final class Novelty {
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  private final Shelf shelf;
  private final StatusJson json;
  private final Time time;
  private String lastProgress = "";
  private Duration lastProgressAt = Duration.ZERO;

  Novelty(Shelf shelf, StatusJson json, Time time) {
    this.shelf = shelf;
    this.json = json;
    this.time = time;
  }

  boolean news(StatusEvent event) throws IOException {
    if (event instanceof StatusEvent.Rejected) {
      return shelf.last(e -> e.rejected() && about(event, e)).isEmpty();
    }
    if (shelf.last(e -> e.outcome() && about(event, e)).isPresent()) {
      return false;
    }
    if (event instanceof StatusEvent.Progress progress) {
      return !(pace(progress).equals(lastProgress)
          && time.uptime().minus(lastProgressAt).compareTo(PROGRESS) < 0);
    }
    Optional<Entry> said = shelf.last(e -> e.type().equals(event.type()) && about(event, e));
    return said.isEmpty()
        || (event instanceof StatusEvent.Scheduled && !json.same(event, said.get().json()));
  }

  void said(StatusEvent event) {
    if (event instanceof StatusEvent.Progress progress) {
      lastProgress = pace(progress);
      lastProgressAt = time.uptime();
    }
  }

  private static String pace(StatusEvent.Progress progress) {
    return progress.updateId() + ' ' + progress.phase();
  }

  private static boolean about(StatusEvent event, Entry entry) {
    return entry.updateId().equals(StatusJson.updateId(event));
  }
}
