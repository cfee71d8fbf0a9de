package dev.reelway.intake;

import dev.reelway.sink.Asset;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Links from report pages to results in sinks.
 *
 * @param outbox the folder of the file sink
 * @param elsewhere answers a link to a file in another sink
 */
record AssetLinks(Path outbox, Function<Asset, String> elsewhere) {

  /** Whether the file is in the file sink, so that a page on the same disk can show it. */
  boolean isLocal(Asset file) {
    return file.sink().equals("file");
  }

  /** The links of a page in a folder. */
  ReportLinks from(Path folder) {
    return new ReportLinks() {

      @Override
      public boolean shows(Asset file) {
        return isLocal(file);
      }

      @Override
      public String to(Asset file) {
        return relativeTo(folder, file);
      }
    };
  }

  /** A link to a file from a page in a folder. */
  String relativeTo(Path folder, Asset file) {
    if (!isLocal(file)) {
      return elsewhere.apply(file);
    }
    var target = outbox.resolve(file.key()).toAbsolutePath().normalize();
    var page = folder.toAbsolutePath().normalize();
    return target.getRoot().equals(page.getRoot())
        ? relative(page, target)
        : target.toUri().toString();
  }

  private static String relative(Path page, Path target) {
    var steps = new StringBuilder();
    for (var step : page.relativize(target)) {
      steps.append(steps.isEmpty() ? "" : "/").append(escaped(step.toString()));
    }
    return steps.toString();
  }

  /** Percent-encodes a path segment as UTF-8, without normalising it. */
  private static String escaped(String step) {
    return URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
