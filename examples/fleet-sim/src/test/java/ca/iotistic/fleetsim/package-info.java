@NullMarked
package ca.iotistic.fleetsim;

import org.jspecify.annotations.NullMarked;
