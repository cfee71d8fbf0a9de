package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be given back when a call is over, however it ends. */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");
  private static final String NAME = Leftovers.class.getName();

  private final List<AutoCloseable> all = new ArrayList<>();

  private Leftovers() {}

  /** Gives this back when the call is over. */
  static void add(HttpServletRequest call, AutoCloseable leftover) {
    var leftovers = call.getAttribute(NAME) instanceof Leftovers some ? some : new Leftovers();
    leftovers.all.add(leftover);
    call.setAttribute(NAME, leftovers);
  }

  /** The call is over. */
  static void close(HttpServletRequest call) {
    if (call.getAttribute(NAME) instanceof Leftovers leftovers) {
      leftovers.all.forEach(Leftovers::close);
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  private static void close(AutoCloseable leftover) {
    try {
      leftover.close();
    } catch (Exception e) {
      LOG.warn("Something of a call is left over", e);
    }
  }
}
