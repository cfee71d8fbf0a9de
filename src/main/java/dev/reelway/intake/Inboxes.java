package dev.reelway.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The enabled inboxes. */
final class Inboxes {

  private final List<Inbox> all;

  Inboxes(List<Inbox> all) {
    this.all = List.copyOf(all);
  }

  /** All inboxes, in the order of the configuration. */
  public List<Inbox> all() {
    return all;
  }

  /** The inbox of a batch; empty if it is no longer enabled. */
  Optional<Inbox> of(DroppedBatch droppedBatch) {
    return all.stream().filter(inbox -> inbox.name().equals(droppedBatch.inbox())).findFirst();
  }

  /** The inbox of a claimed file. */
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
