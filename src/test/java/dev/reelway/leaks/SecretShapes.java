package dev.reelway.leaks;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What secrets look like that are random, or that only a request or an answer contains. */
final class SecretShapes {

  /**
   * A kind of secret.
   *
   * @param mark stands in each text that may contain one; a search for it is quick
   */
  private record Shape(String name, String mark, Pattern pattern) {

    Shape(String name, String mark, String pattern) {
      this(name, mark, Pattern.compile(pattern));
    }
  }

  private static final Shape[] ALL = {
    new Shape("the key of a licence", "rw-", "\\brw-[A-Za-z0-9_-]{43}"),
    new Shape("a signing secret", "whsec_", "whsec_[A-Za-z0-9+/]{16,}"),
    new Shape("the signature of a webhook", "v1,", "\\bv1,[A-Za-z0-9+/]{43}="),
    new Shape("the seal of a signed link", "/media/", "/media/\\d{1,12}\\.[A-Za-z0-9_-]{43}"),
    new Shape(
        "the seal of a callback URL", "/hooks/", "/hooks/[a-z]+_[0-9a-f]{32}/[A-Za-z0-9_-]{20,}"),
    new Shape(
        "the value of an Authorization header",
        "uthorization",
        "[Aa]uthorization[\"']?(: |:|=|\", ?\")[\"'\\[]*(?!<|Bearer <)[^\\s<\"'`,.)\\]]{6,}"),
    new Shape("a bearer token", "earer ", "[Bb]earer [A-Za-z0-9+/=._~-]{8,}"),
    new Shape("a user and a password", "asic ", "[Bb]asic [A-Za-z0-9+/]{12,}={0,2}"),
    new Shape("the signature of a request to S3", "ignature=", "[Ss]ignature=[0-9A-Fa-f]{64}"),
    new Shape("a JSON Web Token", "eyJ", "\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}"),
    new Shape("a private key", "PRIVATE KEY", "-----BEGIN [A-Z ]*PRIVATE KEY"),
  };

  private SecretShapes() {}

  /** The kinds of secrets that a text contains. */
  static Set<String> in(String text) {
    var found = new TreeSet<String>();
    for (var shape : ALL) {
      if (text.contains(shape.mark) && shape.pattern.matcher(text).find()) {
        found.add(shape.name);
      }
    }
    return found;
  }
}
