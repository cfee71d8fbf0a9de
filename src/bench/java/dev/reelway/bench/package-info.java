/**
 * Reelway beside its neighbours: each row starts all of them from empty folders, measures them in
 * turn, round by round, and adds lines to one table. README.md says how to run it.
 */
package dev.reelway.bench;
