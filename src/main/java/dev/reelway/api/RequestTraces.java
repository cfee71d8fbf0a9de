package dev.reelway.api;

import dev.reelway.trace.TraceSpan;
import dev.reelway.trace.Traces;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request a span, from its entry until its answer is sent. It is named by the path as
 * the route's file writes it, so that no caller can make new names.
 */
final class RequestTraces {

  private final Traces traces;

  RequestTraces(Traces traces) {
    this.traces = traces;
  }

  /** What answers a request. */
  @FunctionalInterface
  interface Answer {

    void send(HttpServletRequest call, HttpServletResponse response)
        throws ServletException, IOException;
  }

  boolean areOn() {
    return traces.areOn();
  }

  /** Answers a request within a span of its own. */
  void answer(HttpServletRequest call, HttpServletResponse response, Answer answer)
      throws ServletException, IOException {
    try (var span =
        traces.request(call.getMethod(), call.getScheme(), name -> header(call, name))) {
      span.tell(
          "dev.reelway.request.id",
          Objects.requireNonNullElse(response.getHeader(EntryAdapter.REQUEST_ID), ""));
      answer(call, response, answer, span);
    }
  }

  /** Where an exception ends a request, the status is not known here. */
  private static void answer(
      HttpServletRequest call, HttpServletResponse response, Answer answer, TraceSpan span)
      throws ServletException, IOException {
    try {
      answer.send(call, response);
      span.status(RequestStatus.of(call, response));
    } catch (ServletException | IOException | RuntimeException | Error e) {
      span.failed(e.getClass().getName());
      throw e;
    }
  }

  /** A header that is sent twice says nothing. */
  private static @Nullable String header(HttpServletRequest call, String name) {
    var values = call.getHeaders(name);
    var first = values.hasMoreElements() ? values.nextElement() : null;
    return values.hasMoreElements() ? null : first;
  }

  /**
   * The same route; the span of each request learns its path.
   *
   * @param pattern the path that the route answers, as its file writes it
   */
  Processor before(String pattern, Processor route) {
    if (!traces.areOn()) {
      return route;
    }
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        traces.current().route(pattern);
        return super.process(exchange, callback);
      }
    };
  }
}
