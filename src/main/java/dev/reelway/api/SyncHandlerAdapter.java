package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.ModelAndView;

/**
 * Runs the route of a request on the thread that received it. Spring would handle Camel's consumers
 * as asynchronous requests, with another thread and a second dispatch through all filters, which
 * takes as long as the route. Each request already has its own virtual thread.
 */
final class SyncHandlerAdapter implements HandlerAdapter, Ordered {

  private static final String BROKEN = SyncHandlerAdapter.class.getName() + ".broken";

  /** Closes the connection when the route has ended, because the response is incomplete. */
  static void closeConnection(HttpServletRequest call, IOException reason) {
    call.setAttribute(BROKEN, reason);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public boolean supports(Object handler) {
    return handler instanceof HandlerMethod method
        && method.getBean() instanceof SpringBootPlatformHttpConsumer;
  }

  @Override
  public @Nullable ModelAndView handle(
      HttpServletRequest call, HttpServletResponse response, Object handler) throws Exception {
    var consumer = (SpringBootPlatformHttpConsumer) ((HandlerMethod) handler).getBean();
    try {
      consumer.service(call, response).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    requireComplete(call);
    return null;
  }

  /** Throws why the response is incomplete, if it is: Tomcat closes the connection then. */
  static void requireComplete(HttpServletRequest call) throws IOException {
    if (call.getAttribute(BROKEN) instanceof IOException reason) {
      throw reason;
    }
  }

  @Deprecated
  @Override
  public long getLastModified(HttpServletRequest call, Object handler) {
    return -1;
  }
}
