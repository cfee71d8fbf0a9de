/** The processes that share a ledger. */
@NullMarked
package dev.reelway.node;

import org.jspecify.annotations.NullMarked;
