/**
 * The devices of the fleet and what is known of each. Survives a crash: all of it, in the database.
 */
@NullMarked
package ca.iotistic.fleet.device;

import org.jspecify.annotations.NullMarked;
