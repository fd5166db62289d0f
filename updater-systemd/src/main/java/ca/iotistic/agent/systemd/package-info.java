/** The systemd strategy. A skeleton so far: no provider is registered, so nothing finds it. */
@NullMarked
package ca.iotistic.agent.systemd;

import org.jspecify.annotations.NullMarked;
