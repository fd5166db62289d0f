package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Watches a new version until it is known whether it works; the same for every strategy. */
final class HealthWatch {
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final HealthSettings settings;
  private final Confirmation confirmation;
  private final Broker broker;
  private final Probe probe;
  private final Interruption interruption;
  private final Time time;

  HealthWatch(
      HealthSettings settings,
      Confirmation confirmation,
      Probe probe,
      Interruption interruption,
      Time time) {
    this.settings = settings;
    this.confirmation = confirmation;
    this.broker = new Broker(settings.broker());
    this.probe = probe;
    this.interruption = interruption;
    this.time = time;
  }

  /** Makes one for these rules. */
  @FunctionalInterface
  interface Maker {
    HealthWatch of(HealthSettings settings);
  }

  static Maker maker(
      Confirmation confirmation, Processes processes, Interruption interruption, Time time) {
    return settings ->
        new HealthWatch(
            settings, confirmation, new Probe(settings.probe(), processes), interruption, time);
  }

  /**
   * Watches one run of a new version.
   *
   * @param asked whether the new version must confirm, and in which window
   * @param hold asked before each look whether it is to be watched any longer
   * @throws PlatformAwayException if the platform has not answered for a minute
   */
  Verdict await(Updater updater, Update update, Asked asked, Hold hold)
      throws IOException, InterruptedException, PlatformAwayException {
    Window window = new Window(settings, update, asked, confirmation, probe, time);
    while (true) {
      hold.check();
      Optional<Verdict> verdict = look(updater, update, window);
      if (verdict.isEmpty() && window.over()) {
        boolean unheard = window.lacksConfirmation() && !window.prolonged();
        if (unheard && !broker.reachable()) {
          window.prolong();
        } else {
          verdict = Optional.of(window.timeout());
        }
      }
      if (verdict.isPresent()) {
        return verdict.get();
      }
      interruption.pause(BETWEEN_LOOKS);
    }
  }

  /** Throws if somebody else has to go on. */
  @FunctionalInterface
  interface Hold {
    Hold ALWAYS = () -> {};

    void check() throws IOException;
  }

  /**
   * What the new version is asked for.
   *
   * @param confirm whether it must say that it hears
   * @param nonce what it must say it with
   */
  record Asked(boolean confirm, String nonce) {}

  private Optional<Verdict> look(Updater updater, Update update, Window window)
      throws InterruptedException, PlatformAwayException {
    Health health;
    try {
      health =
          interruption.within(
              "a look at the new version", LOOK_LIMIT, () -> updater.health(update));
    } catch (UpdateException unanswered) {
      // A strategy that is broken does not become better by being asked again.
      if (unanswered.reason() != Reason.INTERNAL_ERROR) {
        window.unanswered(unanswered);
        return Optional.empty();
      }
      health = new Health.Unhealthy(Reason.INTERNAL_ERROR, Failures.words(unanswered));
    }
    return window.answered(health);
  }
}
