package dev.reelway.intake;

import dev.reelway.sink.Asset;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Where films and pictures are found that lie in a sink.
 *
 * @param outbox the file sink's folder
 * @param elsewhere a link to what lies in another sink
 */
record Whereabouts(Path outbox, Function<Asset, String> elsewhere) {

  /** Whether a page on the same disk can show the file itself. */
  boolean isNear(Asset file) {
    return file.sink().equals("file");
  }

  /** The file's place as a link in a page of that folder. */
  String from(Path folder, Asset file) {
    if (!isNear(file)) {
      return elsewhere.apply(file);
    }
    var film = outbox.resolve(file.key()).toAbsolutePath().normalize();
    var page = folder.toAbsolutePath().normalize();
    return film.getRoot().equals(page.getRoot()) ? relative(page, film) : film.toUri().toString();
  }

  private static String relative(Path page, Path film) {
    var steps = new StringBuilder();
    for (var step : page.relativize(film)) {
      steps.append(steps.isEmpty() ? "" : "/").append(escaped(step.toString()));
    }
    return steps.toString();
  }

  /** Byte by byte: names that look alike stay different. */
  private static String escaped(String step) {
    return URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
