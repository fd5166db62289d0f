/**
 * What is logged, by java.util.logging, which the MQTT client uses too. Enters: records. Leaves: a
 * line each. Nothing here survives a crash.
 */
@NullMarked
package ca.iotistic.agent.launcher.log;

import org.jspecify.annotations.NullMarked;
