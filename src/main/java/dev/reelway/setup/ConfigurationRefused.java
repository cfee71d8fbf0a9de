package dev.reelway.setup;

/**
 * Thrown if the configuration is wrong, so that the service does not start; the sentence names the
 * key.
 */
public final class ConfigurationRefused extends RuntimeException {

  /**
   * @param key the full key
   * @param sentence the rest of the sentence that begins with the key
   */
  public ConfigurationRefused(String key, String sentence) {
    super(key + " " + sentence, null, false, false);
  }

  /**
   * @param sentence the whole sentence
   */
  public ConfigurationRefused(String sentence) {
    super(sentence, null, false, false);
  }

  /** The sentence for the operator. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
