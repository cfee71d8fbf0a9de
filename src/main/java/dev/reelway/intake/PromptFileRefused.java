package dev.reelway.intake;

/** A dropped file that no job can be made of; the message is for the person who dropped it. */
public final class PromptFileRefused extends RuntimeException {

  PromptFileRefused(String sentence) {
    super(sentence, null, false, false);
  }
}
