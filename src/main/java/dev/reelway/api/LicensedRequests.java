package dev.reelway.api;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.licence.Licences.Grant;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The requests under way whose keys may end: by revocation, expiry or another key. When one does,
 * its streams and waiting calls end with an error, and its downloads are cut off. What has not
 * ended a moment later, as its caller neither reads nor sends, loses its connection.
 */
final class LicensedRequests {

  private static final String NAME = LicensedRequests.class.getName();

  /** Time for an error to be sent; licences are looked at every 250 ms. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(400);

  private final Consumer<HttpServletRequest> cut;
  private final LongSupplier nanoTime;
  private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();

  /** With connections of the server. */
  LicensedRequests(Licences licences) {
    this(licences, CallerConnection::cut, System::nanoTime);
  }

  /**
   * @param cut ends the connection of a request that is under way
   * @param nanoTime the time, in nanoseconds
   */
  LicensedRequests(Licences licences, Consumer<HttpServletRequest> cut, LongSupplier nanoTime) {
    this.cut = cut;
    this.nanoTime = nanoTime;
    licences.onChange(() -> open.forEach(this::check));
  }

  /** A request that has shown a key. */
  private static final class OpenRequest {

    private final Grant grant;
    private final HttpServletRequest call;
    private final CompletableFuture<LicenceRefused> refused = new CompletableFuture<>();
    private boolean isRefused;
    private long refusedAt;
    private boolean isOver;

    private OpenRequest(Grant grant, HttpServletRequest call) {
      this.grant = grant;
      this.call = call;
    }
  }

  /** A request begins that has shown a key. */
  void enter(Grant grant, HttpServletRequest call) {
    if (!grant.mayEnd()) {
      return;
    }
    var one = new OpenRequest(grant, call);
    open.add(one);
    call.setAttribute(NAME, one);
    RequestCleanup.add(call, () -> leave(one));
    check(one); // it may have ended before it was added
  }

  /** Waits while the connection is being cut: the next request there is another one. */
  private void leave(OpenRequest one) {
    open.remove(one);
    synchronized (one) {
      one.isOver = true;
    }
  }

  private void check(OpenRequest one) {
    try {
      one.grant.requireValid();
    } catch (LicenceRefused refused) {
      refuse(one, refused);
    }
  }

  private void refuse(OpenRequest one, LicenceRefused refused) {
    synchronized (one) {
      if (!one.isRefused) {
        one.isRefused = true;
        one.refusedAt = nanoTime.getAsLong();
      } else if (!one.isOver && nanoTime.getAsLong() - one.refusedAt >= GRACE) {
        cut.accept(one.call);
      }
    }
    one.refused.complete(refused);
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
