/**
 * Who may do what, and who did: tokens, scopes, the audit. Survives a crash: all of it, in the
 * database.
 */
@NullMarked
package ca.iotistic.fleet.access;

import org.jspecify.annotations.NullMarked;
