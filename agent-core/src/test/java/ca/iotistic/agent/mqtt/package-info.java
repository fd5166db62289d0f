/** A real broker, faulty links and what is measured with them; the fixtures serve other modules. */
@NullMarked
package ca.iotistic.agent.mqtt;

import org.jspecify.annotations.NullMarked;
