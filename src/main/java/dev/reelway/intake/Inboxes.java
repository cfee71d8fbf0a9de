package dev.reelway.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The folders that are looked into. */
final class Inboxes {

  private final List<Inbox> all;

  Inboxes(List<Inbox> all) {
    this.all = List.copyOf(all);
  }

  /** In the order of the configuration. */
  public List<Inbox> all() {
    return all;
  }

  /** The one that a batch came through; nothing where nobody looks into it any more. */
  Optional<Inbox> of(Batch batch) {
    return all.stream().filter(inbox -> inbox.name().equals(batch.inbox())).findFirst();
  }

  /** The one that a claimed file lies in. */
  Inbox of(DroppedFile file) {
    var working = Objects.requireNonNull(file.file().getParent()).getParent();
    var folder = plain(Objects.requireNonNull(Objects.requireNonNull(working).getParent()));
    return all.stream()
        .filter(inbox -> plain(inbox.folder()).equals(folder))
        .findFirst()
        .orElseThrow();
  }

  private static Path plain(Path folder) {
    return folder.toAbsolutePath().normalize();
  }
}
