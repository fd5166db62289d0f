/**
 * Commands to devices: validated as a device would, recorded, and laid into the outbox in one
 * transaction. Survives a crash: what was answered with success is published sooner or later, under
 * the same id.
 */
@NullMarked
package ca.iotistic.fleet.update;

import org.jspecify.annotations.NullMarked;
