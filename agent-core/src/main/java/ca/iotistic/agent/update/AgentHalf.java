package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agent does about an update on its worker thread, from whatever the journal says. */
final class AgentHalf {
  private static final Logger LOG = LoggerFactory.getLogger(AgentHalf.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Installed UNKNOWN = new Installed("unknown", "", true);
  private static final String UNHEARD =
      "the agent had not been connected before the update, so that it was not checked whether the"
          + " new version can connect";

  private final UpdateEngine.Parts parts;
  private final UpdateRun run;
  private final Preparation preparation;
  private final HandOver handOver;
  private final SecondHalf second;
  private final Ending ending;
  private final Eligibility eligibility;
  private final Interruption interruption;
  private final Time time;

  private Optional<String> begun = Optional.empty();
  private Optional<Duration> looked = Optional.empty();

  AgentHalf(
      UpdateEngine.Parts parts,
      UpdateRun run,
      History history,
      HealthWatch.Maker watches,
      Ending ending) {
    this.parts = parts;
    this.run = run;
    this.time = run.time();
    this.eligibility = new Eligibility(history, time);
    this.preparation = new Preparation(run, eligibility, parts);
    this.handOver = new HandOver(run, parts);
    this.second = new SecondHalf(run, watches);
    this.ending = ending;
    this.interruption = run.interruption();
  }

  void begin(Job job, Optional<Installed> known) throws IOException, InterruptedException {
    Strategy strategy =
        new Strategy(
            parts.provider().id(),
            parts.provider().getClass().getName(),
            parts.health().over(parts.environment().settings()),
            parts.environment().agentVersion(),
            parts.environment().backupsKept(),
            List.of());
    Entry first = Entry.begin(job, strategy, known.orElse(UNKNOWN), time.now());
    Entry entry = run.told(run.journal().begin(first));
    begun = Optional.of(entry.id());
    proceed(entry);
  }

  /** Goes on with what this agent owns; counts it if another process has begun it. */
  void resume(Entry found) throws IOException, InterruptedException {
    Entry entry = found;
    if (!begun.equals(Optional.of(found.id()))) {
      entry = found.in(Phase.ROLLING_BACK) ? found : run.booted(found);
      begun = Optional.of(found.id());
    }
    proceed(entry);
  }

  /** Sees to it that there is a switcher. */
  void watch(Entry entry) throws IOException, InterruptedException {
    interruption.tooLate();
    run.telling().phaseIfNew(entry);
    if (entry.in(Phase.PREPARED)) {
      Entry now = handOver.alive(entry) ? handOver.awaitPickUp(entry) : handOver.give(entry);
      carryOn(now);
    } else if (due()) {
      looked = Optional.of(time.uptime());
      if (!handOver.alive(entry)) {
        handOver.again(entry);
      }
    }
  }

  private boolean due() {
    return looked.isEmpty() || time.uptime().minus(looked.get()).compareTo(BETWEEN_LOOKS) >= 0;
  }

  private void proceed(Entry begin) throws IOException, InterruptedException {
    Entry entry = preparation.run(begin);
    carryOn(entry.in(Phase.PREPARED) && entry.owner() == Owner.AGENT ? pass(entry) : entry);
  }

  /** Waits for the hour, looks again at what was laid ready, and lets go. */
  private Entry pass(Entry entry) throws IOException, InterruptedException {
    if (entry.job().dryRun()) {
      interruption.tooLate();
      return run.move(entry, entry, Event.FAILED);
    }
    Entry known = entry;
    try {
      eligibility.unexpired(entry.job());
      interruption.act(
          "waiting for the hour", Interruption.FOREVER, () -> parts.gate().pass(entry.job()));
      eligibility.unexpired(entry.job());
      known = known.with(preparation.ready(entry));
      known = known.with(asking(known));
      interruption.pointOfNoReturn();
    } catch (UpdateException failed) {
      return run.fail(entry, known, failed, false);
    }
    if (!entry.previous().self()) {
      return run.move(entry, known, Event.DONE);
    }
    parts.gate().leave(entry.job());
    return handOver.give(run.journal().write(entry, known.ownedBy(Owner.SWITCHER)));
  }

  private Course asking(Entry entry) {
    boolean wanted =
        entry.previous().self() && parts.health().require() == HealthSettings.Require.CONNECTED;
    boolean can = wanted && parts.wasConnected().getAsBoolean();
    Optional<String> warning = wanted && !can ? Optional.of(UNHEARD) : Optional.empty();
    return entry.course().asking(can, warning);
  }

  /** To the end, unless it is in the switcher's hands. */
  private void carryOn(Entry from) throws IOException, InterruptedException {
    if (from.owner() == Owner.SWITCHER) {
      return;
    }
    Entry entry = from;
    while (!entry.in(Phase.ENDED)) {
      try {
        entry = second.step(entry);
      } catch (PlatformAwayException away) {
        LOG.warn("update id={} waits for the platform: {}", entry.id(), away.getMessage());
        interruption.pause(AGAIN);
      }
    }
    ending.finish(entry);
  }
}
