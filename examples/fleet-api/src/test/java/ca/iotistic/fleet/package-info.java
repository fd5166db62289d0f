@NullMarked
package ca.iotistic.fleet;

import org.jspecify.annotations.NullMarked;
