@NullMarked
package ca.iotistic.fleet.device;

import org.jspecify.annotations.NullMarked;
