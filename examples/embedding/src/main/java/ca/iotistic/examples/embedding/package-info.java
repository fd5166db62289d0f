/**
 * A small application that reads a sensor and publishes telemetry. It embeds the update agent on
 * the MQTT connection that it has anyway, and is never replaced while somebody works at it.
 */
@NullMarked
package ca.iotistic.examples.embedding;

import org.jspecify.annotations.NullMarked;
