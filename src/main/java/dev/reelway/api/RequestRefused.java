package dev.reelway.api;

import dev.reelway.job.JobId;
import dev.reelway.job.JobState.Delivered;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served for a reason other than the order in it; carries its API error.
 */
public final class RequestRefused extends RuntimeException {

  static final String SUPPORTED_MEDIA_TYPES =
      "Content-Type must be application/json, multipart/form-data or"
          + " application/x-www-form-urlencoded.";

  private final transient ApiError error;

  RequestRefused(int status, @Nullable String param, String code, String sentence) {
    this(ApiError.of(status, param, code, sentence));
  }

  RequestRefused(ApiError error) {
    super(error.body().error().message(), null, false, false);
    this.error = error;
  }

  /** The same error with the location of the job that continues. */
  RequestRefused withLocation(String job) {
    return new RequestRefused(error.withLocation(job));
  }

  static RequestRefused unknownVideo(String id) {
    return unknownVideo("id", id);
  }

  static RequestRefused unknownVideo(String param, String id) {
    return new RequestRefused(404, param, "video_not_found", "No such video: '%s'.".formatted(id));
  }

  static RequestRefused expiredVideo(String param, String id, Delivered delivered) {
    return new RequestRefused(
        404,
        param,
        "video_expired",
        "Video %s was stored until %s. Its content is no longer available."
            .formatted(id, delivered.expires()));
  }

  static RequestRefused unknownImage(String id) {
    var shortId = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new RequestRefused(
        404, "id", "image_not_found", "No such image: '%s'.".formatted(shortId));
  }

  /** The error for an id that is no job's of the licence. */
  public static RequestRefused unknownJob(String id) {
    return JobId.isVideo(id) ? unknownVideo(id) : unknownImage(id);
  }

  static RequestRefused unknownFile(String id) {
    return new RequestRefused(404, "id", "file_not_found", "No such file: '%s'.".formatted(id));
  }

  static RequestRefused unknownBatch(String id) {
    return new RequestRefused(404, "id", "batch_not_found", "No such batch: '%s'.".formatted(id));
  }

  static RequestRefused unknownEvent(String id) {
    var shortId = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new RequestRefused(
        404, "id", "event_not_found", "No such event: '%s'.".formatted(shortId));
  }

  static RequestRefused tooLarge(long most) {
    return new RequestRefused(
        413, null, "too_large", "The request body exceeds the limit of %d bytes.".formatted(most));
  }

  static RequestRefused tooManyFields(long most) {
    return new RequestRefused(
        400, null, "too_many_fields", "The request has more than %d fields.".formatted(most));
  }

  static RequestRefused unreadableBody(String sentence) {
    return new RequestRefused(400, null, "unreadable_body", sentence);
  }

  static RequestRefused unsupportedMediaType() {
    return new RequestRefused(415, null, "unsupported_media_type", SUPPORTED_MEDIA_TYPES);
  }

  public ApiError error() {
    return error;
  }
}
