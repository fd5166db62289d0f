/** The facade: {@link ca.iotistic.agent.UpdateAgent} wires the stages and is what embedders see. */
@NullMarked
package ca.iotistic.agent;

import org.jspecify.annotations.NullMarked;
