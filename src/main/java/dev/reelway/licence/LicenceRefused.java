package dev.reelway.licence;

/** The call names no licence, an unknown one, or one that is not good for this call. */
public final class LicenceRefused extends RuntimeException {

  private final boolean known;

  private LicenceRefused(boolean known, String sentence) {
    super(sentence, null, false, false);
    this.known = known;
  }

  static LicenceRefused missing() {
    return new LicenceRefused(
        false,
        "Send your licence as the header 'Authorization: <licence>', bare or after 'Bearer'.");
  }

  static LicenceRefused unknown() {
    return new LicenceRefused(false, "The licence in the Authorization header is not known here.");
  }

  /** The key of the demo licence, in a call that a proxy has passed on. */
  public static LicenceRefused demoFromAfar() {
    return new LicenceRefused(
        false,
        "The demo licence is for calls from the service's own machine: send a licence of your"
            + " own.");
  }

  static LicenceRefused withoutScope(Scope scope) {
    return new LicenceRefused(true, "This licence is not good for %s.".formatted(scope));
  }

  /** Whether the licence is known, and only not good for this call. */
  public boolean known() {
    return known;
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
