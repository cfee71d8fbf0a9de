package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a GET or HEAD request for a file that exists (RFC 9110, 13.1 and 13.2.2).
 * Spring's own check ignores {@code If-Match} and the asterisk for these methods.
 */
enum Preconditions {
  MET,
  NOT_MODIFIED,
  FAILED;

  private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");
  private static final Set<String> FIELDS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    Collections.addAll(
        FIELDS, "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");
  }

  /** Whether a header holds one of these conditions. */
  static boolean isField(String header) {
    return FIELDS.contains(header);
  }

  /**
   * What the conditions say of a file.
   *
   * @param etag of the file, which is strong
   * @param modified when the file was written, in milliseconds, or at most 0 if that is unknown
   */
  static Preconditions of(HttpServletRequest call, String etag, long modified) {
    if (isStale(call, etag, modified)) {
      return FAILED;
    }
    return isKnown(call, etag, modified) ? NOT_MODIFIED : MET;
  }

  private static boolean isStale(HttpServletRequest call, String etag, long modified) {
    var expected = list(call, "If-Match");
    if (expected != null) {
      return !names(expected, etag, false);
    }
    long since = date(call, "If-Unmodified-Since");
    return since >= 0 && seconds(modified) > since;
  }

  /** Whether a change is meant for the version with this tag: its tag is named, or none is. */
  static boolean isMeant(HttpServletRequest call, String etag) {
    var expected = list(call, "If-Match");
    return expected == null || names(expected, etag, false);
  }

  private static boolean isKnown(HttpServletRequest call, String etag, long modified) {
    var known = list(call, "If-None-Match");
    if (known != null) {
      return names(known, etag, true);
    }
    long since = date(call, "If-Modified-Since");
    return since >= 0 && modified > 0 && seconds(modified) <= since;
  }

  /** All values of a field as one list, or null if it is not sent. */
  private static @Nullable String list(HttpServletRequest call, String field) {
    var values = Collections.list(call.getHeaders(field));
    return values.isEmpty() ? null : String.join(",", values);
  }

  private static boolean names(String list, String etag, boolean weakly) {
    return list.strip().equals("*")
        || TAG.matcher(list)
            .results()
            .anyMatch(tag -> tag.group(2).equals(etag) && (weakly || tag.group(1) == null));
  }

  /** A date that is malformed counts as not sent. */
  private static long date(HttpServletRequest call, String field) {
    try {
      return call.getDateHeader(field);
    } catch (IllegalArgumentException malformed) {
      return -1;
    }
  }

  private static long seconds(long millis) {
    return millis / 1_000 * 1_000;
  }
}
