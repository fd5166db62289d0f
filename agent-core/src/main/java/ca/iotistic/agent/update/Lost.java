package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That there is no journal does not mean that the update has ended: only a history line means that.
 * Without one the switcher goes back, from what it was told.
 */
final class Lost {
  private static final Logger LOG = LoggerFactory.getLogger(Lost.class);

  private final Entry told;
  private final Journal journal;
  private final History history;
  private final Time time;
  private boolean broken;

  Lost(Entry told, Journal journal, History history, Time time) {
    this.told = told;
    this.journal = journal;
    this.history = history;
    this.time = time;
  }

  /** The journal, of whatever update; empty if it is not there or of no use. */
  Optional<Entry> journal() throws IOException {
    try {
      broken = false;
      return journal.peek();
    } catch (BrokenJournalException unusable) {
      LOG.error("update id={}: {}", told.id(), unusable.getMessage());
      broken = true;
      return Optional.empty();
    }
  }

  boolean isLost() throws IOException {
    return history.find(told.id()).isEmpty();
  }

  /**
   * Makes the journal again.
   *
   * @param known what this process has journaled itself; it goes on from there
   */
  Entry restore(Optional<Entry> known) throws IOException {
    if (broken) {
      LOG.error("update id={}: the journal was moved to {}", told.id(), journal.setAside());
    }
    LOG.error("update id={}: the journal was lost and is made again", told.id());
    return journal.begin(known.orElseGet(this::goingBack));
  }

  private Entry goingBack() {
    if (told.in(Phase.ROLLING_BACK)) {
      return told;
    }
    UpdateException why =
        new UpdateException(Reason.STATE_LOST, "the journal was lost while it was switched");
    Failure failure = Failures.of(why, told.phase(), List.of());
    Course course = told.course().entered(Phase.ACTIVATING, time.now());
    return told.with(course.failed(failure, false)).on(Event.FAILED, time.now());
  }
}
