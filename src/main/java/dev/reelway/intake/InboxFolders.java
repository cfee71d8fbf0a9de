package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders of an inbox. Whoever may drop a file can also rename a folder there, unless the inbox
 * has the sticky bit, and put a link in its place that leads into the inbox of another licence. So
 * a folder may be a link only if it was that link when the service started.
 *
 * @param inbox the inbox itself, wherever it is
 * @param links what those that were links then lead to, by their paths
 */
record InboxFolders(Path inbox, Map<Path, Path> links) {

  private static final List<String> NAMES = List.of("working", "done", "failed", "results");

  /** Those of an inbox as they are now. */
  static InboxFolders of(Path inbox) {
    var links = new HashMap<Path, Path>();
    for (var name : NAMES) {
      var folder = inbox.resolve(name);
      target(folder).ifPresent(target -> links.put(folder, target));
    }
    return new InboxFolders(inbox, Map.copyOf(links));
  }

  private static Optional<Path> target(Path link) {
    try {
      return Files.isSymbolicLink(link)
          ? Optional.of(Files.readSymbolicLink(link))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException changed) { // It is no link any more.
      return Optional.empty();
    }
  }

  /**
   * A folder in the inbox, which need not exist.
   *
   * @param path below the inbox, like {@code done/2026-11-30}
   * @throws IOException if it, or one that it lies in, was replaced by a link
   */
  Path require(Path path) throws IOException {
    var folder = inbox;
    for (var name : path) {
      folder = folder.resolve(name);
      if (isReplaced(folder)) {
        throw new IOException(
            "%s is a link that was not there when the service started. Put the folder back, or restart the service if the link is yours."
                .formatted(folder));
      }
    }
    return folder;
  }

  /** Whether a folder in the inbox is a link that it was not at the start. */
  boolean isReplaced(String name) {
    return isReplaced(inbox.resolve(name));
  }

  private boolean isReplaced(Path folder) {
    return target(folder).filter(target -> !target.equals(links.get(folder))).isPresent();
  }
}
