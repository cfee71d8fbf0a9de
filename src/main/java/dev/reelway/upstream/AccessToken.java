package dev.reelway.upstream;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token.
 *
 * @param value the secret; never logged
 * @param until when it is replaced by a new one, shortly before it expires
 */
record AccessToken(String value, Instant until) {

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFE = Duration.ofDays(30);

  /**
   * @param fetched when it was asked for
   * @param life how long it is valid from then on
   */
  static AccessToken of(String value, Instant fetched, Duration life) {
    var used = life.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : life;
    var tenth = used.dividedBy(10);
    var margin = tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN;
    return new AccessToken(value, fetched.plus(used).minus(margin));
  }

  boolean isValid(Instant now) {
    return now.isBefore(until);
  }

  @Override
  public String toString() {
    return "access token until " + until;
  }
}
