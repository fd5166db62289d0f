/** How updates end, how long they take, and the metrics. */
@NullMarked
package ca.iotistic.fleet.statistics;

import org.jspecify.annotations.NullMarked;
