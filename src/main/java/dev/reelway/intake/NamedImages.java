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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images of an inbox that an order has named, so that they may be named again at any time. They
 * are kept in {@code .named-images}, a URL-encoded name a line, for all nodes and later starts.
 * Images that were in the inbox before that file are in it too.
 */
final class NamedImages {

  static final String FILE = ".named-images";

  private final Path folder;
  private final Path file;
  private final Set<String> added = ConcurrentHashMap.newKeySet();

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
      if (added.add(name)) {
        append(name);
      }
    } catch (IOException e) {
      added.remove(name);
      throw new UncheckedIOException(e);
    }
  }

  private void append(String name) throws IOException {
    Files.writeString(file, encoded(name) + "\n", StandardOpenOption.APPEND);
  }

  /** The composed names of all images that orders have named, at this or another node. */
  Set<String> all() throws IOException {
    begin();
    var names = new HashSet<String>();
    for (var line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      names.add(NameForms.composed(URLDecoder.decode(line, StandardCharsets.UTF_8)));
    }
    return names;
  }

  /** Begins the file with the images that are there already: orders may have named them. */
  private void begin() throws IOException {
    if (Files.exists(file)) {
      return;
    }
    added.clear();
    var partial = folder.resolve(FILE + "." + System.nanoTime() + ".part");
    Files.write(partial, images().stream().map(NamedImages::encoded).toList());
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> images() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
          .map(one -> String.valueOf(one.getFileName()))
          .filter(UnclaimedFile::isImage)
          .toList();
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
