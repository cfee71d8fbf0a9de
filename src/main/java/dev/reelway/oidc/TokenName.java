package dev.reelway.oidc;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.TokenLicence;
import java.nio.charset.StandardCharsets;

/**
 * The name of the licence of a token: {@code oidc.}, the issuer's name here, and the value of the
 * claim that names it. Characters that are not plain in a path become {@code _} and two hex digits
 * for each byte, so that different values have different names.
 */
final class TokenName {

  /** As long as OpenID Connect Core 1.0, 2, lets a {@code sub} be. */
  private static final int LONGEST = 255;

  private TokenName() {}

  /**
   * The name.
   *
   * @throws LicenceRefused if the value is empty or longer than 255 bytes
   */
  static String of(String issuer, String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    if (value.isBlank() || bytes.length > LONGEST) {
      throw LicenceRefused.ofToken("its name is empty or too long");
    }
    var name = new StringBuilder(TokenLicence.PREFIX + issuer + ".");
    for (int i = 0; i < bytes.length; i++) {
      boolean isLast = i == bytes.length - 1;
      append(name, bytes[i], isLast);
    }
    return name.toString();
  }

  /** No path ends in a dot. */
  private static void append(StringBuilder name, byte one, boolean isLast) {
    boolean isPlain =
        one >= 'a' && one <= 'z'
            || one >= 'A' && one <= 'Z'
            || one >= '0' && one <= '9'
            || one == '-'
            || one == '.' && !isLast;
    if (isPlain) {
      name.append((char) one);
    } else {
      name.append("_%02X".formatted(one));
    }
  }
}
