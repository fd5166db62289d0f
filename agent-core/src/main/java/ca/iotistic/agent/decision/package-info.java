/**
 * What is to be done about a command. Enters: commands and facts. Leaves: decisions. Survives a
 * crash: the log of the commands that were handled.
 */
@NullMarked
package ca.iotistic.agent.decision;

import org.jspecify.annotations.NullMarked;
