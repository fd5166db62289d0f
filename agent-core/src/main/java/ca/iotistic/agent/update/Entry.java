package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one update in flight, whole: what {@code journal.json} says. */
record Entry(
    Job job,
    Strategy strategy,
    Instant startedAt,
    Installed previous,
    Optional<Release> release,
    Prepared prepared,
    Position position,
    Course course) {

  static Entry begin(Job job, Strategy strategy, Installed previous, Instant now) {
    return new Entry(
        job,
        strategy,
        now,
        previous,
        Optional.empty(),
        Prepared.NOT_YET,
        Position.START,
        Course.from(now));
  }

  String id() {
    return job.id();
  }

  Phase phase() {
    return position.phase();
  }

  Owner owner() {
    return position.owner();
  }

  boolean in(Phase phase) {
    return phase() == phase;
  }

  /** The one method that changes a phase. */
  Entry on(Event event, Instant now) {
    Position next = position.on(event);
    return at(next).with(course.entered(next.phase(), now));
  }

  /** It has ended, after {@code gap} without anybody in charge. */
  Entry ended(Duration gap, Instant now) {
    Duration took = Duration.between(startedAt, now);
    return with(course.ended(gap, took.isNegative() ? Duration.ZERO : took))
        .at(position.ownedBy(Owner.AGENT))
        .on(Event.DONE, now);
  }

  Entry at(Position next) {
    return new Entry(job, strategy, startedAt, previous, release, prepared, next, course);
  }

  Entry ownedBy(Owner next) {
    return at(position.ownedBy(next));
  }

  Entry with(Course next) {
    return new Entry(job, strategy, startedAt, previous, release, prepared, position, next);
  }

  Entry with(Installed now) {
    return new Entry(job, strategy, startedAt, now, release, prepared, position, course);
  }

  Entry with(Release found) {
    return new Entry(
        job, strategy, startedAt, previous, Optional.of(found), prepared, position, course);
  }

  Entry with(Prepared ready) {
    return new Entry(job, strategy, startedAt, previous, release, ready, position, course);
  }

  Entry switchedBy(List<String> line) {
    return new Entry(
        job, strategy.switchedBy(line), startedAt, previous, release, prepared, position, course);
  }

  /** The concrete version, before that what was asked for. */
  String to() {
    return release
        .map(Release::version)
        .orElseGet(() -> job.backup().orElse(job.request().version()));
  }

  Flight flight() {
    return new Flight(
        id(),
        previous.version(),
        to(),
        phase(),
        startedAt,
        job.dryRun(),
        owner() == Owner.SWITCHER || course.touched());
  }

  /** What the strategy knows and somebody has to do, like editing a file that names the version. */
  private Optional<String> warning() {
    return Optional.ofNullable(prepared.state().get("warning")).filter(text -> !text.isBlank());
  }

  Outcome outcome() {
    return new Outcome(
        id(),
        strategy.id(),
        previous.version(),
        release.map(Release::version).orElse(""),
        release.map(Release::digest).orElse(""),
        course.failure(),
        course.touched() && course.failure().isPresent(),
        Optional.empty(),
        job.dryRun(),
        startedAt,
        course.took(),
        course.downtime(),
        Course.joined(course.warning(), warning()));
  }
}
