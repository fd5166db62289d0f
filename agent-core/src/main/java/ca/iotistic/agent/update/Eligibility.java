package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Whether there is anything to do about a job, once its release is known. */
final class Eligibility {
  private final History history;
  private final Time time;

  Eligibility(History history, Time time) {
    this.history = history;
    this.time = time;
  }

  /** Never start after it. */
  void unexpired(Job job) throws UpdateException {
    if (job.expires().isPresent() && time.now().isAfter(job.expires().get())) {
      throw new UpdateException(Reason.EXPIRED, "it was not to start after " + job.expires().get());
    }
  }

  /** The backup that a job names; without a name the newest that can be started. */
  static Backup backup(String name, List<Backup> backups) throws UpdateException {
    return backups.stream()
        .filter(Backup::usable)
        .filter(backup -> name.isEmpty() || backup.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.NOTHING_TO_ROLL_BACK,
                    name.isEmpty()
                        ? "there is no backup that could be started"
                        : "there is no backup " + name + " that could be started"));
  }

  void backupDiffers(Job job, Backup backup, Installed now) throws UpdateException {
    if (!job.force() && backup.identity().equals(now.identity())) {
      throw current(now);
    }
  }

  void release(Job job, Release release, Installed now) throws UpdateException {
    if (job.force()) {
      return;
    }
    if (same(release.version(), now.version())) {
      throw current(now);
    }
    if (job.request().latest() && lower(release.version(), now.version())) {
      throw new UpdateException(
          Reason.ALREADY_CURRENT,
          "the latest version %s is lower than the installed %s"
              .formatted(release.version(), now.version()));
    }
    if (knownBad(release)) {
      throw new UpdateException(
          Reason.KNOWN_BAD,
          "%s (%s) was rolled back on this device before; force it to try it again"
              .formatted(release.version(), release.digest()));
    }
  }

  /** {@code +build} is no difference; what is no version is the same only if it is equal. */
  private static boolean same(String one, String other) {
    Optional<Version> a = Version.parse(one);
    Optional<Version> b = Version.parse(other);
    if (a.isPresent() && b.isPresent()) {
      return a.get().equivalent(b.get());
    }
    return one.equals(other);
  }

  private static boolean lower(String one, String other) {
    Optional<Version> a = Version.parse(one);
    Optional<Version> b = Version.parse(other);
    return a.isPresent() && b.isPresent() && a.get().below(b.get());
  }

  private boolean knownBad(Release release) throws UpdateException {
    try {
      return history.knownBad(release.digest());
    } catch (IOException unreadable) {
      throw Failures.of("the history cannot be read", unreadable);
    }
  }

  private static UpdateException current(Installed now) {
    return new UpdateException(Reason.ALREADY_CURRENT, now.version() + " is installed already");
  }
}
