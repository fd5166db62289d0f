package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.Optional;

/**
 * The time in which a new version has to show that it works: what has been observed in it so far,
 * on the monotonic clock.
 */
final class Window {
  /** A negative verdict needs two observations this far apart, while the platform answers. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

  private static final Duration PLATFORM_PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(5);
  private static final int RESTARTS = 3;

  private final HealthSettings settings;
  private final Update update;
  private final HealthWatch.Asked asked;
  private final Hearsay hearsay;
  private final Probe probe;
  private final Time time;
  private final Duration start;

  private Duration end;
  private boolean prolonged;
  private Optional<Duration> badSince = Optional.empty();
  private Optional<Duration> awaySince = Optional.empty();
  private Optional<Duration> wellSince = Optional.empty();
  private Optional<String> run = Optional.empty();
  private int restarts;
  private Optional<Duration> probed = Optional.empty();
  private Optional<String> complaint = Optional.empty();
  private Reason missing = Reason.HEALTH_TIMEOUT;
  private String detail = "nothing was seen of it";

  Window(
      HealthSettings settings,
      Update update,
      HealthWatch.Asked asked,
      Confirmation confirmation,
      Probe probe,
      Time time) {
    this.settings = settings;
    this.update = update;
    this.asked = asked;
    this.hearsay = new Hearsay(confirmation, update, asked.nonce(), time);
    this.probe = probe;
    this.time = time;
    this.start = time.uptime();
    this.end = start.plus(settings.timeout());
  }

  /** No answer is no observation; not even what was observed before it counts as confirmed. */
  void unanswered(UpdateException why) throws PlatformAwayException {
    badSince = Optional.empty();
    wellSince = Optional.empty();
    if (awaySince.isEmpty()) {
      awaySince = Optional.of(time.uptime());
    }
    if (since(awaySince).compareTo(PLATFORM_PATIENCE) >= 0) {
      throw new PlatformAwayException("the platform cannot be asked: " + why.getMessage(), why);
    }
  }

  Optional<Verdict> answered(Health health) throws InterruptedException {
    awaySince = Optional.empty();
    if (health instanceof Health.Healthy healthy) {
      if (healthy.identity().equals(update.prepared().identity())) {
        return healthy(healthy.run());
      }
      return bad(
          Reason.VERSION_MISMATCH,
          "%s runs instead of %s".formatted(healthy.identity(), update.prepared().identity()));
    }
    if (health instanceof Health.Unhealthy unhealthy) {
      return bad(unhealthy.reason(), unhealthy.detail());
    }
    badSince = Optional.empty();
    lack(Reason.HEALTH_TIMEOUT, ((Health.Starting) health).detail());
    return Optional.empty();
  }

  /** What has become well in time may be watched to the end; what has no answer has no end. */
  boolean over() {
    return awaySince.isEmpty() && wellSince.isEmpty() && time.uptime().compareTo(end) >= 0;
  }

  boolean lacksConfirmation() {
    return missing == Reason.NOT_CONNECTED;
  }

  boolean prolonged() {
    return prolonged;
  }

  /** A bad network is not a bad version. */
  void prolong() {
    prolonged = true;
    Duration offline = settings.offline();
    end = start.plus(offline.compareTo(settings.timeout()) > 0 ? offline : settings.timeout());
  }

  Verdict timeout() {
    String within = " within " + Durations.format(end.minus(start));
    return new Verdict.Fails(missing, "it was not healthy" + within + ": " + detail, prolonged);
  }

  private Optional<Verdict> healthy(String now) throws InterruptedException {
    badSince = Optional.empty();
    if (!run.equals(Optional.of(now))) {
      restarts += run.isPresent() ? 1 : 0;
      run = Optional.of(now);
      wellSince = Optional.empty();
    }
    if (restarts >= RESTARTS) {
      return Optional.of(
          new Verdict.Fails(
              Reason.CRASHED, "it restarted " + restarts + " times while watched", prolonged));
    }
    if (asked.confirm() && !hearsay.heard()) {
      lack(Reason.NOT_CONNECTED, "it runs and has not confirmed that it hears the next command");
      return Optional.empty();
    }
    Optional<String> wrong = probed();
    if (wrong.isPresent()) {
      lack(Reason.UNHEALTHY, wrong.get());
      return Optional.empty();
    }
    if (wellSince.isEmpty()) {
      wellSince = Optional.of(time.uptime());
    }
    return since(wellSince).compareTo(settings.stableFor()) >= 0
        ? Optional.of(new Verdict.Works(asked.confirm() ? hearsay.warning() : Optional.empty()))
        : Optional.empty();
  }

  private Optional<Verdict> bad(Reason reason, String what) {
    lack(reason, what);
    if (badSince.isEmpty()) {
      badSince = Optional.of(time.uptime());
    }
    return since(badSince).compareTo(SECOND_LOOK) >= 0
        ? Optional.of(new Verdict.Fails(reason, what, prolonged))
        : Optional.empty();
  }

  private Optional<String> probed() throws InterruptedException {
    if (probed.isEmpty() || since(probed).compareTo(BETWEEN_PROBES) >= 0) {
      complaint = probe.complaint();
      probed = Optional.of(time.uptime());
    }
    return complaint;
  }

  /** It is not well now, and that is what a time-out will say. */
  private void lack(Reason reason, String what) {
    wellSince = Optional.empty();
    missing = restarts > 0 && reason == Reason.HEALTH_TIMEOUT ? Reason.CRASHED : reason;
    detail = what;
  }

  private Duration since(Optional<Duration> moment) {
    return time.uptime().minus(moment.orElseThrow());
  }
}
