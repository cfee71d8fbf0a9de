package dev.reelway.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;

/**
 * The page from which operators run the service, at the address of the calls under {@code /admin}.
 * The page itself says nothing of the service, and needs no key; each of its calls does.
 */
public final class OperatorPage {

  private final PageFiles files;
  private final ApiDocs.Sheet page;

  OperatorPage(PageFiles files) throws IOException {
    this.files = files;
    var text = PageFiles.page("admin.html").replace("PAGE/", "admin/page/");
    this.page = new ApiDocs.Sheet("text/html;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers the page. */
  public void send(Exchange exchange) throws IOException {
    ApiDocs.send(exchange, page, files.headers());
  }
}
