/**
 * What licences may use and have used: quotas as rows of the ledger, which are reserved when a job
 * is accepted and settled when it ends. Uses {@code licence} and {@code order}; does not know jobs.
 */
@NullMarked
package dev.reelway.quota;

import org.jspecify.annotations.NullMarked;
