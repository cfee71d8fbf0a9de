package dev.reelway.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteOnCompletionTest {

  @TempDir Path folder = Path.of("");

  /** A copy of the exchange that is handed over may be dropped or wait forever. */
  @Test
  void aFileIsDeletedWithItsExchangeWhateverBecomesOfACopy() throws Exception {
    var spoolFolder = new SpoolFolder(folder);
    try (var context = new DefaultCamelContext()) {
      context.addRoutes(routes(spoolFolder));
      context.start();
      for (int i = 0; i < 20; i++) {
        read(context, "direct:read");
        read(context, "direct:batches");
      }

      assertThat(remaining()).isZero();
    }
  }

  private static void read(CamelContext context, String where) throws IOException {
    try (var caller = context.createProducerTemplate()) {
      caller.sendBody(where, "");
    }
  }

  private long remaining() throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  private static RouteBuilder routes(SpoolFolder spoolFolder) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:read")
            .process(
                exchange -> {
                  var spoolFile = spoolFolder.store(new ByteArrayInputStream(new byte[9]), 9);
                  exchange
                      .getExchangeExtension()
                      .addOnCompletion(new DeleteOnCompletion(spoolFile));
                })
            .to("seda:unread?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
            .wireTap("seda:other-unread?size=1&discardWhenFull=true");
        from("direct:batches")
            .setBody(constant(new int[] {1, 2, 3}))
            .split(body())
            .to("direct:read")
            .end()
            .to("seda:unread?size=1&discardWhenFull=true&waitForTaskToComplete=Never");
      }
    };
  }
}
