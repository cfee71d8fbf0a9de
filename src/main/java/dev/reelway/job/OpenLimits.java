package dev.reelway.job;

import dev.reelway.upstream.Account;
import org.jspecify.annotations.Nullable;

/**
 * How many renders may be open for an order to be sent.
 *
 * @param account whose renders are counted
 * @param atUpstream the most at the upstream, under all credentials; null if that is not limited
 * @param underCredential the most under the credential; null if that is not limited
 */
record OpenLimits(
    Account account, @Nullable Integer atUpstream, @Nullable Integer underCredential) {

  boolean areNone() {
    return atUpstream == null && underCredential == null;
  }
}
