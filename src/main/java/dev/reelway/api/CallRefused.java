package dev.reelway.api;

import org.jspecify.annotations.Nullable;

/** A call that cannot be served, for a reason that lies in the call and not in the order. */
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

  /** The same, with the place where the job can be looked up whose result was not waited for. */
  CallRefused at(String job) {
    return new CallRefused(error.at(job));
  }

  static CallRefused unknownVideo(String id) {
    return new CallRefused(404, "id", "video_not_found", "No video '%s' is known.".formatted(id));
  }

  static CallRefused unknownImage(String id) {
    var told = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new CallRefused(404, "id", "image_not_found", "No image '%s' is known.".formatted(told));
  }

  static CallRefused unknownFile(String id) {
    return new CallRefused(404, "id", "file_not_found", "No file '%s' is known.".formatted(id));
  }

  static CallRefused unknownBatch(String id) {
    return new CallRefused(404, "id", "batch_not_found", "No batch '%s' is known.".formatted(id));
  }

  static CallRefused unknownEvent(String id) {
    var told = id.length() > 64 ? id.substring(0, 64) + "…" : id;
    return new CallRefused(404, "id", "event_not_found", "No event '%s' is known.".formatted(told));
  }

  static CallRefused tooLarge(long most) {
    return new CallRefused(
        413, null, "too_large", "The body is larger than the %d bytes allowed.".formatted(most));
  }

  static CallRefused tooManyFields(long most) {
    return new CallRefused(
        400, null, "too_many_fields", "The call has more than %d fields.".formatted(most));
  }

  static CallRefused unreadable(String what) {
    return new CallRefused(400, null, "unreadable_body", what);
  }

  static CallRefused media() {
    return new CallRefused(415, null, "unsupported_media_type", MEDIA);
  }

  ApiError error() {
    return error;
  }
}
