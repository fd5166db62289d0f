package ca.iotistic.agent.spi;

import java.time.Instant;

/**
 * A way back: its release can be given to prepare like any other.
 *
 * @param id as people name it, {@code iotistic-agent-backup-20251110-020000}
 * @param identity what {@link Updater#installed()} shows when it is in charge
 * @param usable whether it could be started now
 */
public record Backup(
    String id, Release release, String identity, Instant takenAt, boolean usable) {}
