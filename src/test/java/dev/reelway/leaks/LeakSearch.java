package dev.reelway.leaks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the run if a secret was printed or logged by any of its tests: of every class, as this is
 * registered in {@code META-INF/services}, and after the last one. Log lines come from {@link
 * LeakAppender}.
 */
public final class LeakSearch implements BeforeAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(LeakSearch.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    var run = context.getRoot().getStore(NAMESPACE);
    run.getOrComputeIfAbsent("run", any -> new Run(Leaks.OF_THE_RUN));
  }

  /** The run of all classes. */
  static final class Run implements ExtensionContext.Store.CloseableResource {

    private final Leaks leaks;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    Run(Leaks leaks) {
      this.leaks = leaks;
      System.setOut(searched(out, "the standard output"));
      System.setErr(searched(err, "the error output"));
    }

    private PrintStream searched(PrintStream stream, String name) {
      var searched = new SearchedStream(stream, line -> leaks.searchText(name, line));
      return new PrintStream(searched, true, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      System.setOut(out);
      System.setErr(err);
      var found = leaks.found();
      if (!found.isEmpty()) {
        throw new AssertionError(
            "Secrets were printed or logged:\n  " + String.join("\n  ", found));
      }
    }
  }
}
