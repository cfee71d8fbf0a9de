package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The status by which a request is counted and traced. It is that of its answer, unless its caller
 * left before that: then it is 499, which many servers use for that. No caller is answered by it.
 */
final class RequestStatus {

  private static final String NAME = RequestStatus.class.getName();

  private static final int CALLER_LEFT = 499;

  private RequestStatus() {}

  /** The caller has left, and whatever is answered now says nothing of the service. */
  static void left(HttpServletRequest call) {
    call.setAttribute(NAME, CALLER_LEFT);
  }

  /** The status of a request whose answer is complete. */
  static int of(HttpServletRequest call, HttpServletResponse response) {
    return call.getAttribute(NAME) instanceof Integer status ? status : response.getStatus();
  }
}
