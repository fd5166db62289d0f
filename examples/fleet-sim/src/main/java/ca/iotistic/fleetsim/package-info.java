/**
 * A fleet in one process: each device is the real agent of the core, on a real broker, with a
 * target that exists only as a few bytes. Devices share connections, so that hundreds of them need
 * neither hundreds of sockets nor thousands of threads.
 */
@NullMarked
package ca.iotistic.fleetsim;

import org.jspecify.annotations.NullMarked;
