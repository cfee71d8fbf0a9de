package dev.reelway.quota;

/**
 * An amount of use.
 *
 * @param jobs a number of jobs
 * @param seconds seconds of video
 * @param money millionths of the currency that costs are kept in
 */
public record Usage(long jobs, long seconds, long money) {

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0, 0);

  /** The sum of both. */
  public Usage plus(Usage other) {
    return new Usage(jobs + other.jobs, seconds + other.seconds, money + other.money);
  }

  /** This amount without the other; a number may be less than zero. */
  public Usage minus(Usage other) {
    return new Usage(jobs - other.jobs, seconds - other.seconds, money - other.money);
  }
}
