/**
 * Staged rollouts, as state in the database and one step a tick by whoever holds the lock. Survives
 * a crash: a tick is one transaction.
 */
@NullMarked
package ca.iotistic.fleet.rollout;

import org.jspecify.annotations.NullMarked;
