/**
 * A strategy for a program that is a folder: each version has one, a link says which is current,
 * and its file {@code run} is started. Enters: folders below {@code plugin.folders.source}, named
 * by version. Survives a crash: everything below {@code plugin.folders.root}, and the records of
 * backups.
 */
@NullMarked
package ca.iotistic.examples.folders;

import org.jspecify.annotations.NullMarked;
