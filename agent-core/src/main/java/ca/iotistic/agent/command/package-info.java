/**
 * Commands as they arrive, and where they come from. Enters: bytes. Leaves: a command, or why it is
 * refused. Nothing here survives a crash.
 */
@NullMarked
package ca.iotistic.agent.command;

import org.jspecify.annotations.NullMarked;
