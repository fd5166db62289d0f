package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Update;
import java.time.Duration;
import java.util.Optional;

/** Whether the new version says in this window that it hears, and still says it. */
final class Hearsay {
  /** It says it every 2 s; a busy device may skip a few. */
  private static final Duration FRESH = Duration.ofSeconds(20);

  private final Confirmation confirmation;
  private final Update update;
  private final String nonce;
  private final Time time;
  private Optional<Confirmation.Word> last = Optional.empty();
  private Duration changed = Duration.ZERO;

  Hearsay(Confirmation confirmation, Update update, String nonce, Time time) {
    this.confirmation = confirmation;
    this.update = update;
    this.nonce = nonce;
    this.time = time;
  }

  boolean heard() {
    Optional<Confirmation.Word> now = confirmation.read().filter(this::counts);
    if (now.isPresent() && !now.equals(last)) {
      last = now;
      changed = time.uptime();
    }
    return last.isPresent() && time.uptime().minus(changed).compareTo(FRESH) <= 0;
  }

  /** What the new version could not prove. */
  Optional<String> warning() {
    return last.flatMap(Confirmation.Word::warning);
  }

  private boolean counts(Confirmation.Word word) {
    return word.id().equals(update.id())
        && word.nonce().equals(nonce)
        && word.identity().equals(update.prepared().identity());
  }
}
