@NullMarked
package ca.iotistic.fleet.status;

import org.jspecify.annotations.NullMarked;
