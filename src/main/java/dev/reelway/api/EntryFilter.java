package dev.reelway.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where every call passes first: it waits outside until the routes are up, must have a plain path,
 * and goes on as {@link OpaqueRequest}.
 */
public final class EntryFilter extends OncePerRequestFilter {

  private static final HexFormat HEX = HexFormat.of();

  private final SandboxEntry sandboxEntry;
  private final String home;
  private final RequestTraces requestTraces;
  private volatile boolean open;

  /**
   * @param sandboxEntry which requests may not enter the sandbox
   * @param home what {@code /} shows too, the one path that may end in a slash
   * @param requestTraces gives each request a span, if traces are on
   */
  EntryFilter(SandboxEntry sandboxEntry, String home, RequestTraces requestTraces) {
    this.sandboxEntry = sandboxEntry;
    this.home = home;
    this.requestTraces = requestTraces;
  }

  /** The routes are up. */
  public void open() {
    open = true;
  }

  /** The routes are going down. */
  public void close() {
    open = false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest call, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (requestTraces.areOn()) {
      requestTraces.answer(call, response, (any, answer) -> enter(any, answer, chain));
    } else {
      enter(call, response, chain);
    }
  }

  private void enter(HttpServletRequest call, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var path = call.getRequestURI();
    if (!open) {
      response.setHeader("Retry-After", "1");
      refuse(response, ServerRefusals.of(503, call.getMethod(), path));
    } else if (!isPlain(path)
        || sandboxEntry.refuses(call, path)
        || AdminConnector.isPath(path) != AdminConnector.isCalled(call) && !isAdminHome(call)) {
      refuse(response, ServerRefusals.of(404, call.getMethod(), null));
    } else if (AdminConnector.isCalled(call)
        && AdminConnector.refusal(call) instanceof ApiError no) {
      refuse(response, no);
    } else {
      try {
        chain.doFilter(new OpaqueRequest(call, path.equals("/") ? home(call) : path), response);
      } finally {
        RequestCleanup.close(call);
      }
    }
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return true;
  }

  private String home(HttpServletRequest call) {
    return AdminConnector.isCalled(call) ? AdminConnector.PATH : home;
  }

  private static boolean isAdminHome(HttpServletRequest call) {
    return AdminConnector.isCalled(call) && call.getRequestURI().equals("/");
  }

  private boolean isPlain(String path) {
    return path.isEmpty() || path.equals("/") || path.equals(home) || hasPlainSegments(path);
  }

  /**
   * Whether each segment is letters, digits, dashes, underscores and dots, and does not end in a
   * dot. No path of ours needs anything else; so nobody has to agree on what else might mean.
   */
  private static boolean hasPlainSegments(String path) {
    char last = '.';
    for (int at = 0; at < path.length(); at++) {
      char next = path.charAt(at);
      boolean begins = next == '/' && (at == 0 || endsSegment(last));
      if (!begins && (at == 0 || !isPlain(next))) {
        return false;
      }
      last = next;
    }
    return endsSegment(last);
  }

  private static boolean endsSegment(char last) {
    return last != '.' && last != '/';
  }

  private static boolean isPlain(char one) {
    return one >= 'a' && one <= 'z'
        || one >= 'A' && one <= 'Z'
        || one >= '0' && one <= '9'
        || one == '-'
        || one == '_'
        || one == '.';
  }

  static void refuse(HttpServletResponse response, ApiError error) throws IOException {
    response.setStatus(error.status());
    response.setContentType("application/json");
    var body = JsonBody.bytes(error.body());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static String requestId() {
    var chance = ThreadLocalRandom.current();
    return "req_" + HEX.toHexDigits(chance.nextLong()) + HEX.toHexDigits(chance.nextLong());
  }
}
