package dev.reelway.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what the web server refuses by itself (404, 405, …) in the API's error shape. */
@Controller
final class ServerErrorController implements ErrorController {

  private final String basePath;

  /**
   * @param basePath the path in front of {@code /v1/…}
   */
  ServerErrorController(String basePath) {
    this.basePath = basePath;
  }

  @RequestMapping("/error")
  void error(HttpServletRequest call, HttpServletResponse response) throws IOException {
    var status = call.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    var path = call.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    var url = path == null ? "/error" : path.toString();
    var cause = call.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    int code = status instanceof Integer known ? known : 404;
    EntryFilter.refuse(
        response,
        lacksBasePath(code, url)
            ? ServerRefusals.outsideApi(call.getMethod(), url, basePath)
            : ServerRefusals.unread(
                code, call.getMethod(), url, cause instanceof Throwable thrown ? thrown : null));
  }

  private boolean lacksBasePath(int status, String url) {
    return status == 404 && url.startsWith("/v1/") && !basePath.isEmpty();
  }
}
