package dev.reelway.licence;

/** The keys of an issuer cannot be read, so that its tokens can neither be accepted nor refused. */
public final class IssuerUnavailable extends RuntimeException {

  public IssuerUnavailable() {
    this("The keys of the token's issuer cannot be read. Try again later.");
  }

  private IssuerUnavailable(String sentence) {
    super(sentence, null, false, false);
  }

  /** The key of the token is unknown, and it is too early to read the keys again. */
  public static IssuerUnavailable forNewKey() {
    return new IssuerUnavailable(
        "The token's key is not one of those that were last read from its issuer. Try again"
            + " later.");
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
