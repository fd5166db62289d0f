@NullMarked
package ca.iotistic.fleet.store;

import org.jspecify.annotations.NullMarked;
