package ca.iotistic.agent.status;

import java.time.Instant;
import java.util.Optional;

/**
 * The retained state: what a cloud side sees of a device without asking.
 *
 * @param zone IANA name of the zone that windows are in
 * @param last {@link Outbox#last()}
 */
@SuppressWarnings("DoNotCallSuggester") // not written yet
public record StateDocument(
    boolean online,
    String version,
    String deploymentType,
    String zone,
    Optional<InFlight> update,
    Optional<Planned> scheduled,
    Optional<Waiting> waiting,
    Optional<byte[]> last) {

  /** The update that is being worked at. */
  public record InFlight(
      String updateId,
      String currentVersion,
      String targetVersion,
      String phase,
      Instant startedAt) {}

  /** The update that has its time ahead. */
  public record Planned(String updateId, String version, Instant scheduledTime) {}

  /**
   * Why nothing happens.
   *
   * @param reason {@code schedule}, {@code window}, {@code jitter}, {@code clock}, {@code veto}, …
   * @param until when it is looked at again, at the latest
   */
  public record Waiting(String reason, Instant since, Instant until) {}

  /** The same, as the broker is to say it when the device is gone. */
  public StateDocument offline() {
    return new StateDocument(
        false, version, deploymentType, zone, update, scheduled, waiting, last);
  }

  public byte[] toJson() {
    throw new UnsupportedOperationException();
  }
}
