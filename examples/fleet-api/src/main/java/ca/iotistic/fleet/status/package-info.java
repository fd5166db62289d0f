/**
 * What devices say, applied to the updates they speak of. Enters: messages. Leaves: history and
 * states. Survives a crash: a message is acknowledged after the commit.
 */
@NullMarked
package ca.iotistic.fleet.status;

import org.jspecify.annotations.NullMarked;
