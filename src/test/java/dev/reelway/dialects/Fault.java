package dev.reelway.dialects;

/** What goes wrong with an order at an upstream. */
enum Fault {
  /** Nothing. */
  NONE,
  /** The order arrives, and the line breaks before an answer. */
  RESET,
  /** The order is answered with 200 and a page. */
  PAGE,
  /** The first questions are answered with 200 and a page. */
  PAGE_LATER,
  /** The order is answered with 200 and an error. */
  ERROR_IN_200,
  /** The order is answered with 200 and no task. */
  NO_ID,
  /** The first questions are answered with a word that nobody knows. */
  UNKNOWN_STATUS,
  /** Progress goes backwards, and then to 150. */
  ODD_PROGRESS,
  /**
   * The render is done, and there is no video; where videos lie under their task, it comes late.
   */
  NO_LINK,
  /** The render fails. */
  FAILED,
  /** The render does not pass moderation. */
  REFUSED,
  /** The task is not found at first. */
  LOST,
  /** The first order is answered with 429, and the wish to be left alone for a second. */
  BUSY,
  /** The first three questions are answered with 500. */
  STORM,
  /** The first download is cut at 99 per cent. */
  CUT,
  /** The first link has expired by the time that it is followed. */
  EXPIRED,
  /** The render is never done. */
  ENDLESS
}
