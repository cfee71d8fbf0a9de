package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletOutputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ApiDocsTest {

  /** Tomcat does not log what it throws itself; the route would log it as an internal error. */
  @Test
  void whoLeavesBeforeTheDescriptionIsCompleteIsNoFailureOfTheRoute() throws Exception {
    var left = new ClientAbortException("Broken pipe");
    var call = new MockHttpServletRequest("GET", "/sora/openapi.yaml");
    var exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader("CamelHttpServletRequest", new OpaqueRequest(call));
    exchange.getMessage().setHeader("CamelHttpServletResponse", new Unread(left));

    var docs = new ApiDocs(new RequestReader(1_000, Path.of("")), "/sora");
    docs.description(new OpaqueRequest(call), exchange);

    assertThatThrownBy(() -> SyncHandlerAdapter.requireComplete(call)).isSameAs(left);
    assertThat(exchange.getMessage().getBody()).isNull();
  }

  /** A response of which a part has been sent when its caller leaves. */
  private static final class Unread extends MockHttpServletResponse {

    private final IOException left;

    Unread(IOException left) {
      this.left = left;
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new DelegatingServletOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes) throws IOException {
          setCommitted(true);
          throw left;
        }
      };
    }
  }
}
