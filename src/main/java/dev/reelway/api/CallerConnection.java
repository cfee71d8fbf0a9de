package dev.reelway.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ProtocolHandler;

/**
 * The connection of a caller who waits. The servlet API tells of a closed one when something is
 * written, which an answer in JSON is not before its end; so Tomcat is asked to read ahead, without
 * waiting, what comes after the request. To be used by the thread of the request, except for {@link
 * #cut}.
 */
final class CallerConnection {

  private static final String NAME = CallerConnection.class.getName();

  private static final int FILE_BUFFER = 8 * 1024;
  private static final int LARGE_BUFFER = 64 * 1024;
  private static final int LARGE_FILE = 1 << 20;

  private final org.apache.coyote.Request request;
  private final ProtocolHandler protocol;
  private boolean isHidden;

  private CallerConnection(org.apache.coyote.Request request, ProtocolHandler protocol) {
    this.request = request;
    this.protocol = protocol;
  }

  /** Whether a caller has closed the connection; false where that is unknown. */
  static boolean isClosed(HttpServletRequest call) {
    return call.getAttribute(NAME) instanceof CallerConnection connection && connection.isClosed();
  }

  /**
   * Whether bytes that nobody reads hide the end of the connection, as was seen by the last look:
   * only writing tells then whether the caller has closed it.
   */
  static boolean isHidden(HttpServletRequest call) {
    return call.getAttribute(NAME) instanceof CallerConnection connection && connection.isHidden;
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
   * Ends the connection, whatever the thread of the request waits for. Only while the request is
   * under way, and by another thread.
   */
  static void cut(HttpServletRequest call) {
    atEntry(call, EntryProtocol::cut);
  }

  /**
   * Prepares a response for a file, which leaves in larger pieces then. To be called before
   * anything is written.
   */
  static void prepareForFile(HttpServletRequest call, HttpServletResponse response, long bytes) {
    boolean large = bytes >= LARGE_FILE;
    response.setBufferSize(large ? LARGE_BUFFER : FILE_BUFFER);
    if (large) {
      atEntry(call, EntryProtocol::enlargeBuffers);
    }
  }

  private static void atEntry(
      HttpServletRequest call, BiConsumer<EntryProtocol, org.apache.coyote.Request> action) {
    if (call.getAttribute(NAME) instanceof CallerConnection connection
        && connection.protocol instanceof EntryProtocol entry) {
      action.accept(entry, connection.request);
    }
  }

  /**
   * Tomcat reports a failed read as one byte, so that it is met by the next read; bytes that the
   * caller has sent ahead are still there when they are asked for again, without reading.
   */
  private boolean isClosed() {
    if (available(false) > 0) {
      isHidden = true;
      return false;
    }
    int read = available(true);
    boolean closed = read == 1 && available(false) == 0;
    isHidden |= read > 0 && !closed;
    return closed;
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
      request.setAttribute(
          NAME,
          new CallerConnection(
              request.getCoyoteRequest(), request.getConnector().getProtocolHandler()));
      getNext().invoke(request, response);
    }
  }
}
