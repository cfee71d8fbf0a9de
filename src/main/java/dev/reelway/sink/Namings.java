package dev.reelway.sink;

/** How files are called in each sink. */
@FunctionalInterface
public interface Namings {

  /** That of the usual sink, where files do not go to this one any more. */
  KeyTemplate of(String sink);
}
