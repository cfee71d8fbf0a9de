package dev.reelway.licence;

/** Another way to be a licence: tokens that an issuer has signed. */
public interface TokenReader {

  /** Where no issuer is configured, nothing is a token. */
  TokenReader NONE =
      new TokenReader() {
        @Override
        public boolean isToken(String text) {
          return false;
        }

        @Override
        public TokenLicence read(String token) {
          throw LicenceRefused.unknown();
        }
      };

  /** Whether a text looks like a token, so that it can be read. */
  boolean isToken(String text);

  /**
   * What a token says, once it is verified.
   *
   * @throws LicenceRefused if it is not valid now, or gives no rights
   * @throws IssuerUnavailable if the keys of its issuer are not known, so that nothing can be said
   */
  TokenLicence read(String token);
}
