/** The REST API: routes, problems, the document that describes it. */
@NullMarked
package ca.iotistic.fleet.http;

import org.jspecify.annotations.NullMarked;
