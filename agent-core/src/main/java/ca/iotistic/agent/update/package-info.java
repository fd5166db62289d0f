/**
 * The update in flight: its journal, and the two halves that carry it out. Survives a crash:
 * journal, history.
 */
@NullMarked
package ca.iotistic.agent.update;

import org.jspecify.annotations.NullMarked;
