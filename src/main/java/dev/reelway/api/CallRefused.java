package dev.reelway.api;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served for a reason other than the order in it; carries its API error.
 */
final class CallRefused extends RuntimeException {

  static final String MEDIA =
      "Content-Type must be application/json, multipart/form-data or"
          + " application/x-www-form-urlencoded.";

  private final transient ApiError error;

  CallRefused(int status, @Nullable String param, String code, String sentence) {
    this(ApiError.of(status, param, code, sentence));
  }

  private CallRefused(ApiError error) {
    super(error.body().error().message(), null, false, false);
    this.error = error;
  }

  /** The same error with the location of the job that continues. */
  CallRefused at(String job) {
    return new CallRefused(error.at(job));
  }

  static CallRefused unknownVideo(String id) {
    return new CallRefused(404, "id", "video_not_found", "No such video: '%s'.".formatted(id));
  }

  static CallRefused unknownImage(String id) {
    var shortId = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new CallRefused(404, "id", "image_not_found", "No such image: '%s'.".formatted(shortId));
  }

  static CallRefused unknownFile(String id) {
    return new CallRefused(404, "id", "file_not_found", "No such file: '%s'.".formatted(id));
  }

  static CallRefused unknownBatch(String id) {
    return new CallRefused(404, "id", "batch_not_found", "No such batch: '%s'.".formatted(id));
  }

  static CallRefused unknownEvent(String id) {
    var shortId = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new CallRefused(404, "id", "event_not_found", "No such event: '%s'.".formatted(shortId));
  }

  static CallRefused tooLarge(long most) {
    return new CallRefused(
        413, null, "too_large", "The request body exceeds the limit of %d bytes.".formatted(most));
  }

  static CallRefused tooManyFields(long most) {
    return new CallRefused(
        400, null, "too_many_fields", "The request has more than %d fields.".formatted(most));
  }

  static CallRefused unreadable(String sentence) {
    return new CallRefused(400, null, "unreadable_body", sentence);
  }

  static CallRefused media() {
    return new CallRefused(415, null, "unsupported_media_type", MEDIA);
  }

  ApiError error() {
    return error;
  }
}
