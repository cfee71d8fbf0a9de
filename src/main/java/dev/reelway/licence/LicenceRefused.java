package dev.reelway.licence;

/** The licence of a request is missing, unknown, or lacks the required scope. */
public final class LicenceRefused extends RuntimeException {

  private final boolean isKnown;

  private LicenceRefused(boolean known, String sentence) {
    super(sentence, null, false, false);
    this.isKnown = known;
  }

  static LicenceRefused missing() {
    return new LicenceRefused(
        false,
        "Send exactly one licence in the Authorization header, as 'Bearer <licence>' or bare.");
  }

  static LicenceRefused unknown() {
    return new LicenceRefused(false, "Unknown licence in the Authorization header.");
  }

  static LicenceRefused revoked() {
    return new LicenceRefused(false, "This licence was revoked. Ask the operator for another one.");
  }

  static LicenceRefused expired() {
    return new LicenceRefused(false, "This licence has expired. Ask the operator to extend it.");
  }

  static LicenceRefused replaced() {
    return new LicenceRefused(
        false, "This key was replaced by another one. Send the newest key of the licence.");
  }

  /**
   * A token that is not valid.
   *
   * @param why the rest of the sentence, without a full stop; nothing that the token contains
   */
  public static LicenceRefused ofToken(String why) {
    return new LicenceRefused(
        false, "Invalid token in the Authorization header: %s.".formatted(why));
  }

  /** A valid token that no rule gives rights to, or that names no scope of its rule. */
  public static LicenceRefused withoutRights() {
    return new LicenceRefused(
        true, "This token is valid, but gives no rights here. Ask the operator for access.");
  }

  /** The key of the demo licence, in a request that was not made on this machine. */
  public static LicenceRefused demoNotLocal() {
    return new LicenceRefused(
        false,
        "The demo licence is valid only for requests from the service's own machine to localhost,"
            + " 127.0.0.1 or [::1]. Send a licence of your own.");
  }

  static LicenceRefused withoutScope(Scope scope) {
    return new LicenceRefused(true, "This licence lacks the scope '%s'.".formatted(scope));
  }

  /** Whether the licence is known and merely lacks the scope. */
  public boolean isKnown() {
    return isKnown;
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
