/**
 * What is said about updates. Enters: events. Leaves: statuses, in order, each until it is
 * acknowledged. Survives a crash: the outbox.
 */
@NullMarked
package ca.iotistic.agent.status;

import org.jspecify.annotations.NullMarked;
