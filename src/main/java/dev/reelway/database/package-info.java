/**
 * The database under the ledger: SQLite with one writer for one node, or PostgreSQL for many. A
 * write is one transaction, and returns after the commit. Each package that stores rows writes them
 * through {@link dev.reelway.database.Database}. Uses {@code setup} and {@code wire}.
 */
@NullMarked
package dev.reelway.database;

import org.jspecify.annotations.NullMarked;
