package dev.reelway.licence;

/** A change of a licence does not fit to what the ledger holds. */
public final class LicenceConflict extends RuntimeException {

  /** What does not fit. */
  public enum Reason {
    /** The name belongs to another licence, or owns what an earlier one has made. */
    NAME_TAKEN,
    /** There is no such licence in the ledger. */
    UNKNOWN,
    /** It has tokens and no keys. */
    HAS_NO_KEYS,
    /** It was revoked, and cannot be changed any more. */
    REVOKED,
    /** Only a newer version can read what it allows. */
    NEWER_VERSION,
    /** It has been changed since the caller has read it. */
    CHANGED
  }

  private final Reason reason;

  LicenceConflict(Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
