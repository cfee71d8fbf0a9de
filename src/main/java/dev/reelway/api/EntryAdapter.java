package dev.reelway.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.slf4j.MDC;

/**
 * Gives every response its {@code x-request-id} and the headers that keep a browser from taking it
 * for something else, also where Tomcat answers by itself, and every body its {@link PacedBody}, to
 * its end. TRACE is refused here, as Tomcat would answer it without a body.
 */
final class EntryAdapter implements Adapter {

  static final String REQUEST_ID = "x-request-id";

  /** What structured logs call it. */
  private static final String LOGGED_ID = "request_id";

  static final String POLICY = "Content-Security-Policy";

  private static final Map<String, String> HEADERS =
      Map.of(
          POLICY,
          "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff");

  private static final String METHODS = "GET, HEAD, POST, DELETE, OPTIONS";

  private final Adapter adapter;
  private final int patienceMillis;
  private final long mostUnread;

  /**
   * @param patienceMillis how long a body may keep us waiting, before its bytes count
   * @param mostUnread how many bytes of a body that no route reads are taken all the same
   */
  EntryAdapter(Adapter adapter, int patienceMillis, long mostUnread) {
    this.adapter = adapter;
    this.patienceMillis = patienceMillis;
    this.mostUnread = mostUnread;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    var id = EntryFilter.requestId();
    HEADERS.forEach(response::setHeader);
    response.setHeader(REQUEST_ID, id);
    PacedBody.begin(request, patienceMillis);
    try (var logged = MDC.putCloseable(LOGGED_ID, id)) {
      answer(request, response);
    }
    UnreadBody.take(request, response, mostUnread);
  }

  private void answer(Request request, Response response) throws Exception {
    if ("TRACE".equals(request.getMethod())) {
      refuseTrace(response);
    } else {
      adapter.service(request, response);
    }
  }

  /** Whether a header is one of those that every response has. */
  static boolean isHeader(String name) {
    return name.equals(REQUEST_ID) || HEADERS.containsKey(name);
  }

  private static void refuseTrace(Response response) throws IOException {
    var body = JsonBody.bytes(ServerRefusals.of(405, "TRACE", "any path").body());
    response.setStatus(405);
    response.setHeader("Allow", METHODS);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.doWrite(ByteBuffer.wrap(body));
    response.action(ActionCode.CLOSE, null);
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return adapter.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent status)
      throws Exception {
    return adapter.asyncDispatch(request, response, status);
  }

  @Override
  public void log(Request request, Response response, long time) {
    adapter.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    adapter.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return adapter.getDomain();
  }
}
