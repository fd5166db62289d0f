/**
 * Real agents in real containers: what a person who runs devices would see, with a real engine,
 * registry and broker. The harness is {@link ca.iotistic.agent.system.Scene} and what it holds.
 */
@NullMarked
package ca.iotistic.agent.system;

import org.jspecify.annotations.NullMarked;
