/**
 * How a strategy asks servers: proxies, authorities, redirects, limits of time and size, and trying
 * again. Enters: addresses. Leaves: answers, whole or piece by piece, and what time it is
 * elsewhere. Survives a crash: nothing.
 */
@NullMarked
package ca.iotistic.agent.http;

import org.jspecify.annotations.NullMarked;
