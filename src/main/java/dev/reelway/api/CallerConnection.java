package dev.reelway.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * The connection of a caller who waits. The servlet API tells of a closed one when something is
 * written, which an answer in JSON is not before its end; so Tomcat is asked to read ahead, without
 * waiting, what comes after the request. To be used by the thread of the request.
 */
final class CallerConnection {

  private static final String NAME = CallerConnection.class.getName();

  private final org.apache.coyote.Request request;

  private CallerConnection(org.apache.coyote.Request request) {
    this.request = request;
  }

  /** Whether a caller has closed the connection; false where that is unknown. */
  static boolean isClosed(HttpServletRequest call) {
    return call.getAttribute(NAME) instanceof CallerConnection connection && connection.isClosed();
  }

  /**
   * Closes the connection without the end of a response of unknown length, so that the caller does
   * not take a part for the whole.
   */
  static void abort(HttpServletRequest call, IOException reason) {
    if (call.getAttribute(NAME) instanceof CallerConnection connection) {
      connection.request.action(ActionCode.CLOSE_NOW, reason);
    }
  }

  /**
   * Tomcat reports a failed read as one byte, so that it is met by the next read; bytes that the
   * caller has sent ahead are still there when they are asked for again, without reading.
   */
  private boolean isClosed() {
    return available(false) == 0 && available(true) == 1 && available(false) == 0;
  }

  private int available(boolean reading) {
    request.action(ActionCode.AVAILABLE, reading);
    return request.getAvailable();
  }

  /** Gives each request its connection. */
  static final class Valve extends ValveBase {

    Valve() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setAttribute(NAME, new CallerConnection(request.getCoyoteRequest()));
      getNext().invoke(request, response);
    }
  }
}
