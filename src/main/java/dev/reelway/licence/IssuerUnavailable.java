package dev.reelway.licence;

/** The keys of an issuer cannot be read, so that its tokens can neither be accepted nor refused. */
public final class IssuerUnavailable extends RuntimeException {

  public IssuerUnavailable() {
    super("The keys of the token's issuer cannot be read. Try again later.", null, false, false);
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
