/**
 * What a registry says by itself, without the engine. Enters: the name of a repository. Leaves: its
 * tags, and the credentials for its host. Survives a crash: nothing.
 */
@NullMarked
package ca.iotistic.agent.docker.registry;

import org.jspecify.annotations.NullMarked;
