/**
 * When an update may start. Survives a crash: what is scheduled, and how far the clock has been
 * trusted.
 */
@NullMarked
package ca.iotistic.agent.schedule;

import org.jspecify.annotations.NullMarked;
