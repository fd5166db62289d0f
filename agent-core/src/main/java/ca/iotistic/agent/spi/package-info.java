/**
 * What a strategy implements and the values it exchanges with the core. Enters: requests. Leaves:
 * releases, what was prepared, observations. Survives a crash: what the core journals of these
 * values.
 */
@NullMarked
package ca.iotistic.agent.spi;

import org.jspecify.annotations.NullMarked;
