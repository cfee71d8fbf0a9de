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
 * Runs a call's route on the thread that has read the call. Spring's own way for Camel's consumers
 * is an asynchronous call: another thread, and then a second dispatch through every filter, which
 * takes as long as the route. Each call has a virtual thread of its own already.
 */
final class Straight implements HandlerAdapter, Ordered {

  private static final String BROKEN = Straight.class.getName() + ".broken";

  /** What was sent is not the whole answer: the line is to break when the route has ended. */
  static void breakOff(HttpServletRequest call, IOException reason) {
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
    if (call.getAttribute(BROKEN) instanceof IOException reason) {
      throw reason;
    }
    return null;
  }

  @Deprecated
  @Override
  public long getLastModified(HttpServletRequest call, Object handler) {
    return -1;
  }
}
