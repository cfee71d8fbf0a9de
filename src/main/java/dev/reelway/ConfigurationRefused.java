package dev.reelway;

/** The configuration is wrong, so nothing starts; the sentence names the key. */
final class ConfigurationRefused extends RuntimeException {

  ConfigurationRefused(String key, String sentence) {
    super(key + " " + sentence, null, false, false);
  }

  /**
   * @param sentence that names what is wrong itself
   */
  ConfigurationRefused(String sentence) {
    super(sentence, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
