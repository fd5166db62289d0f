package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switch, watch, commit, or roll back: in the switcher, or in the agent when nothing is handed
 * over.
 */
final class SecondHalf {
  private static final Logger LOG = LoggerFactory.getLogger(SecondHalf.class);

  /** If nothing was touched, what is left over may stay: it is looked for again by tidy. */
  private static final int CLEANINGS = 3;

  private final UpdateRun run;
  private final Updater updater;
  private final HealthWatch.Maker watches;
  private final Interruption interruption;
  private final Time time;
  private final Backoff backoff;

  /**
   * @param watches by the rules of the agent that began: what it replaces itself by may know others
   */
  SecondHalf(UpdateRun run, HealthWatch.Maker watches) {
    this.run = run;
    this.updater = run.updater();
    this.watches = watches;
    this.interruption = run.interruption();
    this.time = run.time();
    this.backoff = new Backoff(time);
  }

  /** One act, and what came of it; the same entry if it has to be tried again. */
  Entry step(Entry entry) throws IOException, InterruptedException, PlatformAwayException {
    interruption.tooLate();
    return switch (entry.phase()) {
      case ACTIVATING -> activate(entry);
      case VERIFYING -> verify(entry);
      case COMMITTING -> commit(entry);
      case ROLLING_BACK -> rollBack(entry);
      case RESOLVING, PREPARING, PREPARED, ENDED ->
          throw new IllegalStateException("nothing to do in " + entry.phase());
    };
  }

  private Entry activate(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    try {
      interruption.act("activate", Limits.SWITCH, () -> updater.activate(run.update(entry)));
    } catch (UpdateException failed) {
      return backoff.failed(failed) ? run.fail(entry, entry, failed, false) : later(entry, failed);
    }
    backoff.succeeded();
    return run.move(entry, entry.with(entry.course().window(nonce())), Event.DONE);
  }

  private Entry verify(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    Course course = entry.course();
    HealthWatch.Asked asked = new HealthWatch.Asked(course.confirm(), course.nonce());
    Verdict verdict =
        watches
            .of(HealthSettings.from(entry.strategy().settings()))
            .await(updater, run.update(entry), asked, () -> run.journal().hold(entry));
    if (verdict instanceof Verdict.Fails fails) {
      UpdateException why = new UpdateException(fails.reason(), fails.detail());
      return run.fail(entry, entry, why, fails.prolonged());
    }
    Verdict.Works works = (Verdict.Works) verdict;
    return run.move(entry, entry.with(course.warned(works.warning())), Event.DONE);
  }

  /** Tried again for a while: what it was about to make lasting works. */
  private Entry commit(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    Duration gap;
    try {
      gap = interruption.within("commit", Limits.SWITCH, () -> updater.commit(run.update(entry)));
    } catch (UpdateException failed) {
      boolean verdict = backoff.failed(failed) && backoff.failingFor(Limits.COMMIT);
      return verdict ? run.fail(entry, entry, failed, false) : later(entry, failed);
    }
    backoff.succeeded();
    return end(entry.with(entry.course().warned(startIfItEnded(entry))), entry, gap);
  }

  /**
   * Nobody starts what ended between the last look at it and its boot policy, until the next boot.
   * Whatever comes of it, after the commit nothing is rolled back.
   *
   * @return what could not be done about it
   */
  private Optional<String> startIfItEnded(Entry entry) throws InterruptedException {
    Backoff looks = new Backoff(time);
    while (true) {
      try {
        Health now =
            interruption.within("a look", Limits.LOG, () -> updater.health(run.update(entry)));
        if (now instanceof Health.Unhealthy) {
          interruption.act("activate", Limits.SWITCH, () -> updater.activate(run.update(entry)));
        }
        return Optional.empty();
      } catch (UpdateException failed) {
        LOG.warn("update id={} was committed: {}", entry.id(), Failures.words(failed));
        if (enough(looks, failed)) {
          return Optional.of("after the commit it was not seen running: " + Failures.words(failed));
        }
      }
      interruption.pause(looks.next());
    }
  }

  /** Whether it has been tried for long enough; the platform itself starts it from now on. */
  private static boolean enough(Backoff looks, Exception failed) {
    try {
      return looks.failed(failed) && looks.failingFor(Limits.PLATFORM);
    } catch (PlatformAwayException away) {
      return true;
    }
  }

  /** Without a limit once something was touched: at a limit nobody would be in charge. */
  private Entry rollBack(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    if (needed(entry)) {
      try {
        interruption.act("roll back", Limits.SWITCH, () -> updater.rollBack(run.update(entry)));
      } catch (UpdateException failed) {
        backoff.failed(failed);
        if (entry.course().touched() || backoff.failures() < CLEANINGS) {
          return later(entry, failed);
        }
        LOG.warn("update id={} leaves something behind: {}", entry.id(), Failures.words(failed));
      }
    }
    backoff.succeeded();
    return end(entry, entry, Duration.ZERO);
  }

  private Entry end(Entry changed, Entry known, Duration gap) throws IOException {
    return run.told(run.journal().write(known, changed.ended(gap, time.now())));
  }

  /** Before prepare was called nothing has been laid ready. */
  private static boolean needed(Entry entry) {
    return entry.release().isPresent()
        && entry.course().failure().map(why -> why.phase() != Phase.RESOLVING).orElse(true);
  }

  private Entry later(Entry entry, Exception why) throws InterruptedException {
    Duration pause = backoff.next();
    LOG.warn(
        "update id={} phase={} is tried again in {} s: {}",
        entry.id(),
        entry.phase(),
        pause.toSeconds(),
        Failures.words(why));
    interruption.pause(pause);
    return entry;
  }

  private static String nonce() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
