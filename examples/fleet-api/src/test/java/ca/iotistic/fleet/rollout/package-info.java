@NullMarked
package ca.iotistic.fleet.rollout;

import org.jspecify.annotations.NullMarked;
