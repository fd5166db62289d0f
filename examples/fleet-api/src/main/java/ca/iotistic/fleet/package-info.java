/** The cloud side of the system: its settings, its assembly, its main class. */
@NullMarked
package ca.iotistic.fleet;

import org.jspecify.annotations.NullMarked;
