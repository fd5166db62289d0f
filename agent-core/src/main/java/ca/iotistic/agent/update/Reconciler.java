package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal means for this agent, and what follows from it. */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** A switcher makes a lost journal again within seconds; after this the agent does it. */
  private static final Duration MADE_AGAIN = Duration.ofSeconds(30);

  /** So long a switcher has to mend a broken or a lost journal, which does not say whose it is. */
  private static final Duration MENDED = Duration.ofMinutes(2);

  private final Journal journal;
  private final AgentHalf half;
  private final Ending ending;
  private final History history;
  private final Identity identity;
  private final Telling telling;
  private final Interruption interruption;
  private final Time time;

  private Standing standing = Standing.IN_CHARGE;
  private Optional<Duration> goneSince = Optional.empty();
  private Optional<Duration> brokenSince = Optional.empty();

  Reconciler(UpdateRun run, AgentHalf half, Ending ending, History history, Identity identity) {
    this.journal = run.journal();
    this.half = half;
    this.ending = ending;
    this.history = history;
    this.identity = identity;
    this.telling = run.telling();
    this.interruption = run.interruption();
    this.time = run.time();
  }

  Standing open() throws IOException {
    identity.take();
    try {
      Optional<Entry> found = journal.read();
      identity.found(found);
      found.filter(entry -> entry.course().touched()).ifPresent(Reconciler::story);
      boolean lost = found.isEmpty() && isLost();
      standing = lost ? Standing.ASIDE : identity.standing(unended(found));
    } catch (BrokenJournalException unusable) {
      LOG.error("update: {}", unusable.getMessage());
      standing = Standing.ASIDE;
    }
    return standing;
  }

  Standing reconcile() throws IOException, InterruptedException {
    try {
      Optional<Entry> found = found();
      interruption.begin(found.map(Entry::id).orElse(""));
      if (found.isPresent()) {
        // The platform may not have answered when this agent started: unknown is not "another one".
        identity.take();
        goOn(found.get());
        identity.forgetTarget();
      } else if (brokenSince.isEmpty() && goneSince.isEmpty()) {
        ending.settle();
      } else {
        return aside();
      }
      Optional<Entry> now = unended(journal.read());
      standing = now.isEmpty() && isLost() ? aside() : identity.standing(now);
    } catch (OwnershipLostException outOfDate) {
      LOG.warn("update: {}", outOfDate.getMessage());
    } finally {
      interruption.end();
    }
    return standing;
  }

  void run(Job job) throws IOException, InterruptedException {
    interruption.begin(job.id());
    try {
      Optional<Entry> other = journal.read();
      if (other.isPresent()) {
        boolean ended = unended(other).filter(entry -> !entry.in(Phase.ENDED)).isEmpty();
        if (!ended && !other.get().id().equals(job.id())) {
          throw new IllegalStateException("update " + other.get().id() + " is in flight");
        }
        goOn(other.get());
      }
      Optional<Outcome> done = history.find(job.id());
      if (done.isEmpty() && journal.read().isEmpty()) {
        if (isLost()) {
          aside();
          return;
        }
        half.begin(job, identity.known());
      } else if (done.isPresent() && other.isEmpty()) {
        telling.ended(done.get());
      }
    } finally {
      identity.forgetTarget();
      interruption.end();
    }
  }

  private void goOn(Entry entry) throws IOException, InterruptedException {
    if (entry.in(Phase.ENDED) || history.find(entry.id()).isPresent()) {
      ending.finish(entry);
    } else if (entry.owner() == Owner.AGENT) {
      half.resume(entry);
    } else {
      half.watch(entry);
    }
  }

  /** The journal, which a crash of the file system may have broken or taken away. */
  private Optional<Entry> found() throws IOException {
    Optional<Entry> found;
    try {
      found = journal.read();
      brokenSince = Optional.empty();
    } catch (BrokenJournalException unusable) {
      found = mended(unusable);
    }
    if (found.isPresent() || brokenSince.isPresent()) {
      goneSince = Optional.empty();
      return found;
    }
    return madeAgain();
  }

  private Optional<Entry> mended(BrokenJournalException unusable) throws IOException {
    if (brokenSince.isEmpty()) {
      LOG.error("update: {}", unusable.getMessage());
      brokenSince = Optional.of(time.uptime());
    }
    boolean ours = unusable.owner().equals(Optional.of(Owner.AGENT));
    if (ours || elapsed(brokenSince).compareTo(MENDED) >= 0) {
      LOG.error("update: the journal was moved to {}", journal.setAside());
      brokenSince = Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<Entry> madeAgain() throws IOException {
    if (!isLost()) {
      goneSince = Optional.empty();
      return Optional.empty();
    }
    Optional<Entry> last = unended(journal.last());
    if (goneSince.isEmpty()) {
      LOG.error("update: the journal was lost");
      goneSince = Optional.of(time.uptime());
    }
    boolean ours = last.isPresent() && last.get().owner() == Owner.AGENT;
    Duration patience = last.isPresent() ? MADE_AGAIN : MENDED;
    if (!ours && elapsed(goneSince).compareTo(patience) < 0) {
      return Optional.empty();
    }
    goneSince = Optional.empty();
    if (last.isEmpty()) {
      LOG.error("update: nobody made the journal again");
      ending.untidy();
      return last;
    }
    LOG.error("update id={}: the journal was lost and is made again", last.get().id());
    return Optional.of(journal.begin(last.get()));
  }

  /**
   * Without a journal, whether there should be one. Then somebody may be at work, so that nothing
   * else begins.
   */
  private boolean isLost() throws IOException {
    return unended(journal.last()).isPresent() || ending.isMissing();
  }

  /** It is not known who is in charge; the new version stays what it is. */
  private Standing aside() {
    standing = standing == Standing.IN_CHARGE ? Standing.ASIDE : standing;
    return standing;
  }

  /** A history line ends an update, whatever the journal says. */
  private Optional<Entry> unended(Optional<Entry> entry) throws IOException {
    boolean over = entry.isPresent() && history.find(entry.get().id()).isPresent();
    return over ? Optional.empty() : entry;
  }

  private Duration elapsed(Optional<Duration> since) {
    return time.uptime().minus(since.orElseThrow());
  }

  private static void story(Entry entry) {
    LOG.info(
        "update id={} of this agent from {} to {}, its story so far:",
        entry.id(),
        entry.previous().version(),
        entry.to());
    for (Course.Step step : entry.course().trail()) {
      LOG.info("update id={} {} at {}", entry.id(), step.phase(), step.at());
    }
    entry
        .course()
        .failure()
        .ifPresent(
            why -> LOG.info("update id={} {}: {}", entry.id(), why.reason().wire(), why.error()));
  }
}
