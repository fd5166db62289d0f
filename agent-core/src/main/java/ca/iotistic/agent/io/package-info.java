/**
 * Durable files, time, processes and the seam for crash tests. Survives a crash: every file that
 * {@link ca.iotistic.agent.io.AtomicFile} has written.
 */
@NullMarked
package ca.iotistic.agent.io;

import org.jspecify.annotations.NullMarked;
