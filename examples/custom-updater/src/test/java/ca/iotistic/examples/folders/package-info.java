@NullMarked
package ca.iotistic.examples.folders;

import org.jspecify.annotations.NullMarked;
