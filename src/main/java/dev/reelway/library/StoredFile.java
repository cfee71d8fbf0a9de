package dev.reelway.library;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that a caller has uploaded, as OpenAI's Files API knows it.
 *
 * @param id {@code file-} and 32 hex digits, which sort by the time of the upload
 * @param licence whose file it is
 * @param name as the caller calls it; a label and nothing else
 * @param purpose what it is for
 * @param expires when it is forgotten, or null
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
    return Names.next("file-", now.toEpochMilli());
  }
}
