@NullMarked
package ca.iotistic.fleet.http;

import org.jspecify.annotations.NullMarked;
