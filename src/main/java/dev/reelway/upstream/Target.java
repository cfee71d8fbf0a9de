package dev.reelway.upstream;

/**
 * Where a job is rendered. It is stored with the job at its submit, so that the render is polled
 * and fetched with the credential that owns it.
 *
 * @param upstream the upstream's name in the configuration
 * @param credential the name of one of its credentials
 * @param model this upstream's name of the model
 */
public record Target(String upstream, String credential, String model) {

  /** The upstream with the credential, without the model. */
  public Account account() {
    return new Account(upstream, credential);
  }

  /** The model at the upstream, without the credential. */
  public UpstreamModel upstreamModel() {
    return new UpstreamModel(upstream, model);
  }
}
