package dev.reelway.intake;

import dev.reelway.sink.Asset;

/** Links that open files without a licence; the API knows how they look. */
@FunctionalInterface
public interface FileLinks {

  /** Where a file can be opened. */
  String to(Asset file);
}
