/** The command line. Enters: arguments, configuration. Leaves: an exit code. */
@NullMarked
package ca.iotistic.agent.launcher;

import org.jspecify.annotations.NullMarked;
