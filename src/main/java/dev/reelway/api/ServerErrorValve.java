package dev.reelway.api;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * Answers what Tomcat refuses before any filter runs (a request line that is not HTTP, {@code %2f}
 * in a path) in the API's error shape, instead of an HTML page with the server's name.
 */
public final class ServerErrorValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0 || response.isCommitted()) {
      return;
    }
    try {
      var path = request.getRequestURI();
      var error = ServerRefusals.unread(response.getStatus(), request.getMethod(), path, throwable);
      EntryFilter.refuse(response, error);
      response.finishResponse();
    } catch (IOException ignored) {
      // The caller has disconnected, so no response can reach it.
      container.getLogger().debug("The error response could not be sent", ignored);
    }
  }
}
