package dev.reelway.upstream;

/**
 * Where a job is to be rendered; pinned to the job when it is submitted, so that it is polled and
 * fetched with the credential that owns it.
 *
 * @param upstream the upstream's name in the configuration
 * @param credential the name of one of its credentials
 * @param model the model as this upstream calls it
 */
public record Target(String upstream, String credential, String model) {

  /** The same, whatever the credential. */
  public Engine engine() {
    return new Engine(upstream, model);
  }
}
