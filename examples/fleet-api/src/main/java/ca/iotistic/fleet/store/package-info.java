/**
 * PostgreSQL: the pool, the embedded server, the migrations. Enters: settings. Leaves:
 * transactions. Survives a crash: everything that was committed.
 */
@NullMarked
package ca.iotistic.fleet.store;

import org.jspecify.annotations.NullMarked;
