package dev.reelway.order;

/** A remix of a video whose order has what only a newer version of this service knows. */
public final class RemixRefused extends OrderRefused {

  /**
   * @param source the job that has made the video
   */
  public RemixRefused(String source) {
    super(
        "model",
        "%s was ordered with a newer version of this service. Name the model of the remix, and everything else that it is to have."
            .formatted(source));
  }

  @Override
  public int status() {
    return 409;
  }

  @Override
  public String code() {
    return "newer_version";
  }
}
