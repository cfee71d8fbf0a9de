package dev.reelway.library;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file of a caller, as in OpenAI's Files API: an upload or the output of a batch.
 *
 * @param id {@code file-} and 32 hex digits, which sort by the time of the upload
 * @param licence the licence that owns it
 * @param name the name that the caller gave: a label, whose extension says the form of a file with
 *     orders
 * @param purpose the purpose that the caller gave, like {@code vision}
 * @param sha256 of its content, in lower-case hex
 * @param type its media type
 * @param bytes its length
 * @param expires when it is deleted, or null for never
 */
public record StoredFile(
    String id,
    String licence,
    String name,
    String purpose,
    String sha256,
    String type,
    long bytes,
    Instant created,
    @Nullable Instant expires) {

  /** A new id. */
  public static String nextId(Instant now) {
    return ObjectIds.next("file-", now.toEpochMilli());
  }
}
