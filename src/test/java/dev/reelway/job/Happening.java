package dev.reelway.job;

/**
 * One thing that happens in a model test.
 *
 * @param choice to which job or node, and how, by its remainders
 */
public record Happening(What what, int choice) {

  /** What may happen. */
  public enum What {
    ACCEPT,
    CLAIM,
    WORK,
    PASS,
    RENEW,
    DISCOVER,
    CALLBACK,
    EXPIRE,
    CANCEL,
    RESTART
  }

  @Override
  public String toString() {
    return what + " " + choice;
  }
}
