/**
 * The configuration. Enters: a YAML file and the environment. Leaves: settings, each with its
 * source, or every mistake at once. Nothing here survives a crash.
 */
@NullMarked
package ca.iotistic.agent.launcher.config;

import org.jspecify.annotations.NullMarked;
