package dev.reelway.api;

import dev.reelway.job.JobId;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import java.net.SocketTimeoutException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
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
    return new RequestRefused(
        404, param, "video_not_found", "No such video: '%s'.".formatted(shown(id)));
  }

  /** The error for a job whose files were stored for a time that is over. */
  static RequestRefused expired(@Nullable String param, String id, Delivered delivered) {
    return JobId.isVideo(id)
        ? new RequestRefused(
            404,
            param,
            "video_expired",
            "Video %s was stored until %s. Its content is no longer available."
                .formatted(id, delivered.expires()))
        : new RequestRefused(
            404,
            param,
            "image_expired",
            "Image %s was kept until %s. Create it again.".formatted(id, delivered.expires()));
  }

  static RequestRefused unknownImage(String id) {
    return unknownImage("id", id);
  }

  private static RequestRefused unknownImage(String param, String id) {
    return new RequestRefused(
        404, param, "image_not_found", "No such image: '%s'.".formatted(shown(id)));
  }

  static RequestRefused unknownModel(String name) {
    return new RequestRefused(
        404, "model", "model_not_found", "No such model: '%s'.".formatted(shown(name)));
  }

  /** An id as far as an answer repeats it: no id of ours is longer. */
  private static String shown(String id) {
    return PlainText.of(id, 64);
  }

  /** The error for an id that is no job's of the licence. */
  public static RequestRefused unknownJob(String id) {
    return unknownJob("id", id);
  }

  static RequestRefused unknownJob(String param, String id) {
    return JobId.isVideo(id) ? unknownVideo(param, id) : unknownImage(param, id);
  }

  static RequestRefused unknownFile(String id) {
    return new RequestRefused(
        404, "id", "file_not_found", "No such file: '%s'.".formatted(shown(id)));
  }

  /** A signed link opens nothing of a licence that was revoked, or has expired. */
  static RequestRefused licenceEnded() {
    return new RequestRefused(
        403, null, "licence_ended", "The licence that this link belongs to is not in force.");
  }

  /** While a new configuration is rolled out, another node may know the licence of a link. */
  static RequestRefused licenceElsewhere() {
    return new RequestRefused(
        503,
        null,
        "licence_not_configured",
        "The licence that this link belongs to is not configured on this node. Try again later.");
  }

  static RequestRefused unknownBatch(String id) {
    return new RequestRefused(
        404, "id", "batch_not_found", "No such batch: '%s'.".formatted(shown(id)));
  }

  /** The error for a batch whose lines are asked for, which are only in its input file. */
  static RequestRefused inputGone(String id) {
    return new RequestRefused(
        404,
        "id",
        "content_gone",
        "The input file of %s is no longer stored, so its lines cannot be listed. Its output files list the results."
            .formatted(id));
  }

  static RequestRefused unknownEvent(String id) {
    return new RequestRefused(
        404, "id", "event_not_found", "No such event: '%s'.".formatted(shown(id)));
  }

  static RequestRefused noSuchJob(String id) {
    return new RequestRefused(
        404, "id", "job_not_found", "No such job: '%s'.".formatted(shown(id)));
  }

  static RequestRefused unknownUpstream(String name) {
    return new RequestRefused(
        404, "name", "upstream_not_found", "No such upstream: '%s'.".formatted(shown(name)));
  }

  static RequestRefused unknownWebhookEndpoint(String id) {
    return new RequestRefused(
        404,
        "id",
        "webhook_endpoint_not_found",
        "No such webhook endpoint: '%s'.".formatted(shown(id)));
  }

  static RequestRefused unknownInbox(String name) {
    return new RequestRefused(
        404, "name", "inbox_not_found", "No such inbox: '%s'.".formatted(shown(name)));
  }

  static RequestRefused tooLarge(long most) {
    return new RequestRefused(
        413, null, "too_large", "The request body exceeds the limit of %d bytes.".formatted(most));
  }

  static RequestRefused tooLargeField(String name, long most) {
    var field = PlainText.of(name, 64);
    return new RequestRefused(
        413, field, "too_large", "%s must be at most %d bytes long.".formatted(field, most));
  }

  static RequestRefused tooLargeTexts(long most) {
    return new RequestRefused(
        413,
        null,
        "too_large",
        "The text fields of a form must be at most %d bytes long together: send images as files."
            .formatted(most));
  }

  static RequestRefused tooManyFields(long most) {
    return new RequestRefused(
        400, null, "too_many_fields", "The request has more than %d fields.".formatted(most));
  }

  static RequestRefused unreadableBody(String sentence) {
    return unreadableBody(null, sentence);
  }

  static RequestRefused unreadableBody(@Nullable String param, String sentence) {
    return new RequestRefused(400, param, "unreadable_body", sentence);
  }

  /** The error for JSON that was sent without its Content-Type, as curl does. */
  static RequestRefused jsonAsForm() {
    return unreadableBody(
        "The body looks like JSON, but was sent as a form: add the header Content-Type:"
            + " application/json.");
  }

  /** The error for a body that the caller has not sent to its end, or sent in a wrong shape. */
  static RequestRefused unreadableBody(BadRequestException failed) {
    if (Causes.first(failed, SocketTimeoutException.class).isPresent()) {
      return new RequestRefused(
          408, null, "request_timeout", "The body of the request did not arrive in time.");
    }
    return unreadableBody(
        failed instanceof ClientAbortException
            ? "The connection ended before the whole body had arrived."
            : "The body is not framed as its headers say: Content-Length or chunks are wrong.");
  }

  static RequestRefused unsupportedMediaType() {
    return new RequestRefused(415, null, "unsupported_media_type", SUPPORTED_MEDIA_TYPES);
  }

  static RequestRefused unsupportedEncoding() {
    return new RequestRefused(
        415,
        null,
        "unsupported_media_type",
        "Content-Encoding is not supported: send the body uncompressed.");
  }

  public ApiError error() {
    return error;
  }
}
