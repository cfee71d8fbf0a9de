package dev.reelway.setup;

/** The configuration is wrong, so nothing starts; the sentence names the key. */
public final class ConfigurationRefused extends RuntimeException {

  /**
   * @param key the full key
   * @param sentence the rest of the sentence that begins with the key
   */
  public ConfigurationRefused(String key, String sentence) {
    super(key + " " + sentence, null, false, false);
  }

  /**
   * @param sentence that names what is wrong itself
   */
  public ConfigurationRefused(String sentence) {
    super(sentence, null, false, false);
  }

  /** What the operator is told. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
