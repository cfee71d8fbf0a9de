package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources that must be released when a request ends, with or without an error. */
final class RequestCleanup {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");
  private static final String NAME = RequestCleanup.class.getName();

  private final List<AutoCloseable> all = new ArrayList<>();

  private RequestCleanup() {}

  /** Closes this resource when the request ends. */
  static void add(HttpServletRequest call, AutoCloseable resource) {
    var requestCleanup =
        call.getAttribute(NAME) instanceof RequestCleanup some ? some : new RequestCleanup();
    requestCleanup.all.add(resource);
    call.setAttribute(NAME, requestCleanup);
  }

  /** Closes all resources of the request. */
  static void close(HttpServletRequest call) {
    if (call.getAttribute(NAME) instanceof RequestCleanup requestCleanup) {
      requestCleanup.all.forEach(RequestCleanup::close);
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
