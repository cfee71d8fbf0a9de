package dev.reelway.api;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.licence.Licences.Grant;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests under way whose keys are in the ledger. When a key ends, by revocation, expiry or
 * rotation, its streams and waiting calls end with an error, and its downloads are cut off.
 */
final class LicensedRequests {

  private static final String NAME = LicensedRequests.class.getName();

  private final Licences licences;
  private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();

  LicensedRequests(Licences licences) {
    this.licences = licences;
    licences.onChange(() -> open.forEach(this::check));
  }

  private record OpenRequest(Grant grant, CompletableFuture<LicenceRefused> refused) {

    /** One request is not another one with the same key. */
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A request begins that has shown a key. */
  void enter(Grant grant, HttpServletRequest call) {
    if (grant.keyDigest() == null) {
      return;
    }
    var one = new OpenRequest(grant, new CompletableFuture<>());
    open.add(one);
    call.setAttribute(NAME, one);
    RequestCleanup.add(call, () -> open.remove(one));
    check(one); // it may have ended before it was added
  }

  private void check(OpenRequest one) {
    try {
      licences.requireValid(one.grant);
    } catch (LicenceRefused refused) {
      one.refused.complete(refused);
    }
  }

  /** Completes if the key of the request ends before the request does. */
  static CompletableFuture<LicenceRefused> refusal(HttpServletRequest call) {
    return call.getAttribute(NAME) instanceof OpenRequest one
        ? one.refused
        : new CompletableFuture<>();
  }

  /**
   * Refuses a request whose key has ended meanwhile.
   *
   * @throws LicenceRefused if so
   */
  static void requireValid(HttpServletRequest call) {
    var refused = refusal(call).getNow(null);
    if (refused != null) {
      throw refused;
    }
  }
}
