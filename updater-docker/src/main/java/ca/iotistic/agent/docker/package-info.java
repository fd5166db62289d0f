/**
 * The Docker strategy. Enters: updates. Leaves: containers. Survives a crash: what the engine
 * keeps, and the descriptions of backups.
 */
@NullMarked
package ca.iotistic.agent.docker;

import org.jspecify.annotations.NullMarked;
