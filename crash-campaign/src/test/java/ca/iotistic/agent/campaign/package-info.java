/**
 * A device in memory and the crash campaign that runs on it: the unit test of the engine.
 *
 * <p>Processes are threads that take turns on a clock of their own, so that the same seed gives the
 * same run. The platform is a little world that survives crashes. Every durable write and every
 * call to the platform is an event at which a fault may strike.
 */
@NullMarked
package ca.iotistic.agent.campaign;

import org.jspecify.annotations.NullMarked;
