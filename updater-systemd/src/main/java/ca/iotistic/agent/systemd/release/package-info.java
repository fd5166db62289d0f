/**
 * Where the binaries of releases come from. Enters: a request, then a release. Leaves: a release
 * with its digest, then its verified file. Survives a crash: what has been downloaded so far, with
 * a note of where it is from.
 */
@NullMarked
package ca.iotistic.agent.systemd.release;

import org.jspecify.annotations.NullMarked;
