package dev.reelway.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.api.ApiResponses;
import dev.reelway.order.OrderRefused;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the sandbox's HTTP responses. */
public final class SandboxAnswers {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Answers the body, a map, as JSON; images that are streamed as their events. */
  public void json(Exchange exchange) throws IOException {
    var message = exchange.getMessage();
    if (message.getBody() instanceof SandboxImageStream stream) {
      stream.writeTo(message.getHeader("CamelHttpServletResponse", HttpServletResponse.class));
      ApiResponses.written(exchange, 200);
    } else {
      write(exchange, 200, message.getBody());
    }
  }

  static String text(Object body) throws JsonProcessingException {
    return JSON.writeValueAsString(body);
  }

  /** Answers a failed route: a refusal with its own status, anything else with 500. */
  public void error(Exchange exchange) throws JsonProcessingException {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    while (thrown != null && !isRefusal(thrown)) {
      thrown = thrown.getCause();
    }
    if (thrown instanceof SandboxRefused refused) {
      write(exchange, refused.status(), error(refused.code(), refused.sentence()));
    } else if (thrown instanceof OrderRefused refused) {
      write(exchange, 400, error("invalid_value", refused.sentence()));
    } else {
      LOG.error(
          "The sandbox failed", exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
      write(exchange, 500, error("internal_error", "The sandbox failed."));
    }
  }

  private static boolean isRefusal(Throwable thrown) {
    return thrown instanceof SandboxRefused || thrown instanceof OrderRefused;
  }

  private static Map<String, Object> error(String code, String message) {
    return Map.of("error", Map.of("code", code, "message", message));
  }

  private static void write(Exchange exchange, int status, Object body)
      throws JsonProcessingException {
    var message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader(Exchange.HTTP_CHUNKED, false);
    message.setBody(JSON.writeValueAsString(body));
  }
}
