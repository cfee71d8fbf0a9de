/**
 * The database under the ledger: SQLite with one writer for one node, or PostgreSQL for many. A
 * write is one transaction, and its answer comes after the commit. Uses {@code setup} alone; every
 * package that stores rows writes them through {@link dev.reelway.database.Database}.
 */
@NullMarked
package dev.reelway.database;

import org.jspecify.annotations.NullMarked;
