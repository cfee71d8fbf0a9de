package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.library.StoredFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file in the shape of OpenAI's Files API. Times are Unix seconds. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record FileObject(
    String id,
    String object,
    long bytes,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("expires_at") @Nullable Long expiresAt,
    String filename,
    String purpose,
    String status) {

  private static final Pattern ID = Pattern.compile("file-[0-9a-f]{32}");

  /** The response when a file has been deleted. */
  record Deleted(String id, String object, boolean deleted) {}

  static FileObject of(StoredFile file) {
    return new FileObject(
        file.id(),
        "file",
        file.bytes(),
        file.created().getEpochSecond(),
        seconds(file.expires()),
        file.name(),
        file.purpose(),
        "processed");
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
