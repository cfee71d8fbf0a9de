package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.idempotency.KeyReused;
import dev.reelway.library.StorageFull;
import dev.reelway.licence.IssuerUnavailable;
import dev.reelway.licence.LicenceConflict;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.order.OrderNotAllowed;
import dev.reelway.order.OrderRefused;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.sink.SinkNotConfigured;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.wire.Causes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The response to a failed request, in OpenAI's error shape: {@code
 * {"error":{"message","type","param","code"}}}.
 *
 * @param status the HTTP status
 * @param body the JSON that is sent
 * @param location the URL or path of the job, if the job continues although the request failed, or
 *     null
 */
public record ApiError(int status, Body body, @Nullable String location) {

  private static final String SERVER_ERROR = "server_error";

  /** The code of a job that has ended without having been at an upstream. */
  private static final String WAIT_EXPIRED = "wait_expired";

  /** The code of requests that may be sent again a little later. */
  static final String RATE_LIMIT = "rate_limit_exceeded";

  /** The outer JSON object. */
  public record Body(Detail error) {}

  /** The error itself. All four keys are always present, as SDKs read them. */
  public record Detail(
      String message,
      String type,
      @JsonProperty("param") @Nullable String param,
      @JsonProperty("code") @Nullable String code) {}

  private record Event(Detail error, String location) {}

  static ApiError of(int status, @Nullable String param, String code, String message) {
    var type =
        switch (code) {
          case OrderNotAllowed.OVER_QUOTA -> code;
          case RATE_LIMIT -> "requests";
          default -> status >= 500 ? SERVER_ERROR : "invalid_request_error";
        };
    return new ApiError(status, new Body(new Detail(message, type, param, code)), null);
  }

  /**
   * The error for a caller who waited for a job that has failed. Many clients send any 5xx again,
   * whatever {@code x-should-retry} says, and each time a render would be paid: only a job that no
   * upstream has got is answered with one. The type says that the request is not at fault.
   */
  static ApiError ofFailedJob(String code, String message) {
    return switch (code) {
      case "refused" -> of(400, null, code, message);
      case WAIT_EXPIRED -> of(503, null, code, message);
      default -> new ApiError(422, new Body(new Detail(message, SERVER_ERROR, null, code)), null);
    };
  }

  /**
   * The same error for a caller who looks up a job that another request has created. The job has
   * ended, so to look again is useless, and no status may invite it.
   */
  ApiError whenLookedUp() {
    return status == 503 ? new ApiError(422, body, location) : this;
  }

  ApiError withLocation(String location) {
    return new ApiError(status, body, location);
  }

  /** Whether the job of a request goes on, which this error does not say yet. */
  boolean leavesJob() {
    return status >= 500 && location == null && !WAIT_EXPIRED.equals(body.error().code());
  }

  /** The same error of a request whose job exists. */
  ApiError ofJob(String id, String location) {
    var detail = body.error();
    var message = "%s The job continues; fetch it later as %s.".formatted(detail.message(), id);
    var named = new Detail(message, detail.type(), detail.param(), detail.code());
    return new ApiError(status, new Body(named), location);
  }

  /** The error for what a route threw. */
  static ApiError of(Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof OrderRefused refused) {
        return of(refused.status(), refused.param(), refused.code(), refused.sentence());
      }
      if (cause instanceof LicenceRefused refused) {
        return of(refused);
      }
      if (cause instanceof IssuerUnavailable away) {
        return of(503, null, "issuer_away", away.sentence());
      }
      if (cause instanceof LicenceConflict conflict) {
        return of(conflict);
      }
      if (cause instanceof TooManyJobs many) {
        return of(429, null, RATE_LIMIT, many.sentence());
      }
      if (cause instanceof RequestRefused refused) {
        return refused.error();
      }
      if (cause instanceof KeyReused reused) {
        return of(422, Idempotency.KEY, "idempotency_key_reused", reused.sentence());
      }
      if (cause instanceof SinkNotConfigured unknown) {
        return of(503, null, "storage_not_configured", unknown.sentence());
      }
      if (cause instanceof StorageFull full) {
        return of(503, null, "storage_full", full.sentence());
      }
      if (cause instanceof SinkUnavailable) {
        return storageUnavailable();
      }
    }
    return DatabaseUnavailable.isIn(thrown)
        ? of(503, null, "database_away", "The database is unavailable. Try again later.")
        : of(500, null, "internal_error", "An internal error occurred. It has been logged.");
  }

  /** The error for a file that cannot be read from its sink or written to it. */
  static ApiError storageUnavailable() {
    return of(503, null, "storage_away", "The file storage is unavailable. Try again later.");
  }

  /** The error for a licence that does not open what is asked for. */
  static ApiError of(LicenceRefused refused) {
    return refused.isKnown()
        ? of(403, null, "missing_scope", refused.sentence())
        : of(401, null, "invalid_api_key", refused.sentence());
  }

  private static ApiError of(LicenceConflict conflict) {
    return switch (conflict.reason()) {
      case NAME_TAKEN -> of(409, "name", "name_taken", conflict.sentence());
      case UNKNOWN -> of(404, "id", "licence_not_found", conflict.sentence());
      case HAS_NO_KEYS -> of(409, "id", "licence_has_no_keys", conflict.sentence());
      case REVOKED -> of(409, "id", "licence_revoked", conflict.sentence());
      case NEWER_VERSION -> of(409, "id", "newer_version", conflict.sentence());
      case CHANGED -> of(412, null, "precondition_failed", conflict.sentence());
    };
  }

  /** The JSON of the last event of a stream, which has no header to say where the job is. */
  public Object event() {
    return location == null ? body : new Event(body.error(), location);
  }

  /** Response headers that say when to retry, or that a retry is useless. */
  Map<String, String> headers() {
    // Clients retry a 5xx by themselves. The job continues, so an order that is sent again without
    // a key or a retry count would be paid twice.
    return location == null ? byCode() : Map.of("x-should-retry", "false", "Location", location);
  }

  private Map<String, String> byCode() {
    if (status == 422 && body.error().type().equals(SERVER_ERROR)) {
      return Map.of("x-should-retry", "false");
    }
    return switch (body.error().code()) {
      case RATE_LIMIT, "not_ready", "overloaded", "earlier_request_open" ->
          Map.of("Retry-After", "1");
      case "frames_busy",
          "search_busy",
          "results_busy",
          "storage_away",
          "database_away",
          "issuer_away",
          "licence_not_configured" ->
          Map.of("Retry-After", "5");
      case "storage_full" -> Map.of("Retry-After", "60");
      case "still_rendering", "refused", OrderNotAllowed.OVER_QUOTA ->
          Map.of("x-should-retry", "false");
      case null, default -> Map.of();
    };
  }
}
