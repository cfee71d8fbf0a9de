package dev.reelway.intake;

import dev.reelway.sink.Asset;

/** Links from a report page to the results of its orders. */
interface ReportLinks {

  /** Whether the page can show a file as an image. */
  boolean shows(Asset file);

  /** The link to a file. */
  String to(Asset file);
}
