package dev.reelway.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images of an inbox that an order has named, so that they may be named again at any time. They
 * are kept in {@code .named-images}, a URL-encoded name a line, for all nodes and later starts.
 * Images that were in the inbox before that file are in it too. A line that a stopped process has
 * left incomplete is skipped. Once there are many lines, those of images that are no longer in the
 * inbox, and repeated ones, are removed.
 */
final class NamedImages {

  static final String FILE = ".named-images";

  private static final int MANY_LINES = 1_000;
  private static final int MOST_BYTES = 64 << 20;

  private final Path folder;
  private final Path file;

  /** What this process has added to the file as it is now. */
  private final Set<String> added = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Object identity;

  NamedImages(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
  }

  /**
   * Records that an order names an image.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void add(String name) {
    try {
      begin();
      forgetIfReplaced();
      if (added.add(name)) {
        append(name);
      }
    } catch (IOException e) {
      added.remove(name);
      throw new UncheckedIOException(e);
    }
  }

  /** Another process may have removed names from the file meanwhile. */
  private void forgetIfReplaced() throws IOException {
    var found = Files.readAttributes(file, BasicFileAttributes.class);
    var now = Objects.requireNonNullElseGet(found.fileKey(), found::creationTime);
    if (!now.equals(identity)) {
      added.clear();
      identity = now;
    }
  }

  /** The line before may be incomplete: it must not spoil this one. */
  private void append(String name) throws IOException {
    Files.writeString(file, "\n" + encoded(name) + "\n", StandardOpenOption.APPEND);
  }

  /** The composed names of all images that orders have named, at this or another node. */
  Set<String> all() throws IOException {
    begin();
    var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    var names =
        lines.stream()
            .flatMap(NamedImages::decoded)
            .map(NameForms::composed)
            .collect(Collectors.toSet());
    if (lines.size() > MANY_LINES) {
      compact(lines.size(), names);
    }
    return names;
  }

  private static Stream<String> decoded(String line) {
    try {
      var name = URLDecoder.decode(line, StandardCharsets.UTF_8);
      return name.isEmpty() ? Stream.empty() : Stream.of(name);
    } catch (IllegalArgumentException incomplete) {
      return Stream.empty();
    }
  }

  /** A name that is added at this moment is lost until an order names the image again. */
  private void compact(int lines, Set<String> names) throws IOException {
    var left = files(name -> names.contains(NameForms.composed(name)));
    if (lines > 2 * left.size()) {
      replace(left);
    }
  }

  /** Begins the file with the images that are there already: orders may have named them. */
  private void begin() throws IOException {
    if (!isOurs()) {
      added.clear();
      replace(files(UnclaimedFile::isImage));
    }
  }

  /** Who may drop files may also have put a link, a pipe or a huge file in its place. */
  private boolean isOurs() throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES;
  }

  private void replace(List<String> names) throws IOException {
    var partial = folder.resolve(FILE + "." + System.nanoTime() + ".part");
    Files.write(partial, names.stream().map(NamedImages::encoded).toList());
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> files(Predicate<String> wanted) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
          .map(one -> String.valueOf(one.getFileName()))
          .filter(wanted)
          .toList();
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
