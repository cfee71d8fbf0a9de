package dev.reelway.intake.format;

/**
 * A dropped file, its options file or a batch file is not acceptable as a whole; no job is created.
 * The message is for the person who supplied it.
 */
public final class PromptFileRefused extends RuntimeException {

  public PromptFileRefused(String sentence) {
    super(sentence, null, false, false);
  }
}
