package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources that must be released when a request ends, with or without an error. */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");
  private static final String NAME = Leftovers.class.getName();

  private final List<AutoCloseable> all = new ArrayList<>();

  private Leftovers() {}

  /** Closes this resource when the request ends. */
  static void add(HttpServletRequest call, AutoCloseable resource) {
    var leftovers = call.getAttribute(NAME) instanceof Leftovers some ? some : new Leftovers();
    leftovers.all.add(resource);
    call.setAttribute(NAME, leftovers);
  }

  /** Closes all resources of the request. */
  static void close(HttpServletRequest call) {
    if (call.getAttribute(NAME) instanceof Leftovers leftovers) {
      leftovers.all.forEach(Leftovers::close);
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("Could not release a request resource", e);
    }
  }
}
