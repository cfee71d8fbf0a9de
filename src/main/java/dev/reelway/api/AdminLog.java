package dev.reelway.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each change that an operator makes by a call. */
final class AdminLog {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");

  private AdminLog() {}

  /**
   * Something was changed.
   *
   * @param what what it is, as a sentence begins
   * @param how what was done to it, as in "was paused"
   */
  static void changed(OpaqueRequest call, String what, String name, String how) {
    LOG.info("{} {} was {} (by {})", what, name, how, call.request().getRemoteAddr());
  }
}
