/**
 * The broker: publishes the outbox, takes in statuses by sessions that outlive a copy of the
 * service. Survives a crash: sessions at the broker and the outbox in the database.
 */
@NullMarked
package ca.iotistic.fleet.mqtt;

import org.jspecify.annotations.NullMarked;
