/** A command source and a status publisher over MQTT 5. Nothing here survives a crash. */
@NullMarked
package ca.iotistic.agent.mqtt;

import org.jspecify.annotations.NullMarked;
