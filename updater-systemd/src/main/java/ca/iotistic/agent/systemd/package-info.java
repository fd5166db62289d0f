/**
 * Replaces the binary of a systemd service.
 *
 * <p>In: a release, an artifact on the disk. Out: another file at the path that the unit starts,
 * and a way back. What survives a crash: the file at that path is whole at every instant and
 * renamed over, never unlinked; a hard link beside it and a copy among the backups lead back; the
 * switcher is a permanent unit that an arming file wakes at every boot.
 */
@NullMarked
package ca.iotistic.agent.systemd;

import org.jspecify.annotations.NullMarked;
