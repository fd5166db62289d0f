package ca.iotistic.agent.spi;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One update as every verb sees it, the same before and after a crash. So names that are derived
 * from {@code id} and {@code startedAt} are the same too.
 *
 * @param id of letters, digits and {@code -}, at most 64 characters: fit for names on the platform
 * @param previous what was in charge when the update began
 * @param prepared {@link Prepared#NOT_YET} until prepare has returned
 * @param directory scratch space that survives crashes and goes when the update ends
 */
public record Update(
    String id,
    Instant startedAt,
    Installed previous,
    Release release,
    Prepared prepared,
    Path directory,
    Progress progress) {

  /** Hears how far a verb is. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (done, total) -> {};

    /**
     * Called as often as one likes, from the verb's thread; the core throttles.
     *
     * @param done bytes so far
     * @param total bytes in all, -1 if unknown
     */
    void report(long done, long total);
  }
}
