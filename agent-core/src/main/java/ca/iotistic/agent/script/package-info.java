/**
 * A shell script as a strategy, for a device on which the others are denied their platform. Enters:
 * a version, and for a script that knows them the verbs. Leaves: what the script says. Survives a
 * crash: that a script that knows versions only was called, in the update's scratch directory; all
 * else is the script's own affair, which outlives the agent and tells a second call with the same
 * update id how the first one ended.
 */
@NullMarked
package ca.iotistic.agent.script;

import org.jspecify.annotations.NullMarked;
