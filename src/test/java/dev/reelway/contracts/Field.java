package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A field of a form or of a query string.
 *
 * @param isFile whether it came as a file: with a file name, or with a type other than text and
 *     bytes that are none
 */
record Field(String name, String text, boolean isFile) {

  private static final Pattern NAME = Pattern.compile("(?i);\\s*name=(?:\"([^\"]*)\"|([^;\\s]+))");
  private static final Pattern FILE = Pattern.compile("(?i);\\s*filename\\*?=");
  private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*(?!text/)\\S");
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]*)\"|([^;\\s]+))");

  /** The fields of a query string or of a form without files. */
  static List<Field> encoded(String pairs) {
    return Stream.of(pairs.split("&"))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> (pair + "=").split("=", 3))
        .map(pair -> new Field(decoded(pair[0]), decoded(pair[1]), false))
        .toList();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  /** The parts of a multipart form. */
  static List<Field> multipart(String contentType, byte[] body) {
    var boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw new IllegalArgumentException("the form has no boundary");
    }
    var line =
        Pattern.quote("\r\n--" + (boundary.group(1) + boundary.group(2)).replace("null", ""));
    var parts = ("\r\n" + new String(body, ISO_8859_1)).split(line + "(?=--|[ \t]*\r\n)");
    if (!parts[parts.length - 1].startsWith("--")) {
      throw new IllegalArgumentException("the form has no end");
    }
    return Stream.of(parts).skip(1).limit(parts.length - 2L).map(Field::part).toList();
  }

  private static Field part(String part) {
    var halves = part.split("\r\n\r\n", 2);
    var head = new String(halves[0].getBytes(ISO_8859_1), UTF_8);
    var name = NAME.matcher(head);
    if (halves.length < 2 || !name.find()) {
      throw new IllegalArgumentException("a part of the form has no name");
    }
    boolean strange = TYPE.matcher(head).find() && !halves[1].matches("(?s)[\\t\\r\\n -~]*");
    boolean isFile = FILE.matcher(head).find() || strange;
    var text = isFile ? "" : new String(halves[1].getBytes(ISO_8859_1), UTF_8);
    return new Field(name.group(1) == null ? name.group(2) : name.group(1), text, isFile);
  }

  /** The fields of a body of this type. */
  static List<Field> body(String contentType, byte[] body) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")
        ? multipart(contentType, body)
        : encoded(new String(body, UTF_8));
  }
}
