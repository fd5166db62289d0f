package ca.iotistic.agent.update;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The agent's own half: what is to be installed, and laying it ready. Touches nothing that runs.
 */
final class Preparation {
  private final UpdateRun run;
  private final Eligibility eligibility;
  private final UpdateEngine.Parts parts;
  private final Updater updater;
  private final Interruption interruption;
  private final StateDirectory state;

  Preparation(UpdateRun run, Eligibility eligibility, UpdateEngine.Parts parts) {
    this.run = run;
    this.eligibility = eligibility;
    this.parts = parts;
    this.updater = run.updater();
    this.interruption = run.interruption();
    this.state = parts.state();
  }

  /** As far as PREPARED, or turned back. */
  Entry run(Entry begun) throws IOException, InterruptedException {
    Entry entry = begun;
    while (entry.in(Phase.RESOLVING) || entry.in(Phase.PREPARING)) {
      entry = entry.in(Phase.RESOLVING) ? resolve(entry) : prepare(entry);
    }
    return entry;
  }

  private Entry resolve(Entry entry) throws IOException, InterruptedException {
    Entry known = entry;
    try {
      eligibility.unexpired(entry.job());
      Installed now = interruption.within("asking what runs", Limits.ASK, updater::installed);
      known = known.with(now);
      known = known.with(release(entry.job(), now));
      if (entry.job().backup().isEmpty()) {
        eligibility.release(entry.job(), known.release().orElseThrow(), now);
      }
      preflight();
    } catch (UpdateException failed) {
      return run.fail(entry, known, failed, false);
    }
    return run.move(entry, known, Event.DONE);
  }

  private Release release(Job job, Installed now) throws UpdateException, InterruptedException {
    if (job.backup().isEmpty()) {
      return interruption.within(
          "resolving " + job.request().version(),
          Limits.RESOLVE,
          () -> updater.resolve(job.request()));
    }
    List<Backup> backups = interruption.within("looking for backups", Limits.ASK, updater::backups);
    Backup backup = Eligibility.backup(job.backup().get(), backups);
    eligibility.backupDiffers(job, backup, now);
    return backup.release();
  }

  private void preflight() throws UpdateException, InterruptedException {
    ContainedProvider provider = ContainedProvider.of(parts.provider());
    Environment environment = parts.environment();
    Preflight.require(
        interruption.within("the preflight", Limits.ASK, () -> provider.check(environment)));
  }

  private Entry prepare(Entry entry) throws IOException, InterruptedException {
    Entry known = entry;
    try {
      if (entry.previous().self()) {
        known = known.switchedBy(switcher());
      }
      known = known.with(ready(known));
    } catch (UpdateException failed) {
      return run.fail(entry, known, failed, false);
    }
    return run.move(entry, known, Event.DONE);
  }

  /** Also right before the hand-over: what was laid ready days ago is checked against today. */
  Prepared ready(Entry entry) throws UpdateException, InterruptedException {
    try {
      Files.createDirectories(state.work(entry.id()));
    } catch (IOException unwritable) {
      throw Failures.of("no scratch directory could be made", unwritable);
    }
    return interruption.within(
        "prepare",
        Limits.prepare(entry.strategy().settings()),
        () -> updater.prepare(run.update(entry)));
  }

  private List<String> switcher() throws UpdateException, InterruptedException {
    return interruption.within(
        "laying the switcher ready",
        Limits.HAND_OVER,
        () -> {
          try {
            return parts.switcher().line();
          } catch (IOException failed) {
            throw Failures.of(
                "the switcher could not be laid ready", failed, Reason.ROLLBACK_NOT_PROVEN);
          }
        });
  }
}
