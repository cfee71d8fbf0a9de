package dev.reelway.intake;

import dev.reelway.intake.format.PromptFileRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The enabled inboxes. */
final class Inboxes {

  private final List<Inbox> all;
  private final BiPredicate<String, String> owners;

  Inboxes(List<Inbox> all) {
    this(all, (licence, inbox) -> true);
  }

  private Inboxes(List<Inbox> all, BiPredicate<String, String> owners) {
    this.all = List.copyOf(all);
    this.owners = owners;
  }

  /**
   * The same inboxes.
   *
   * @param owners whether the jobs of an inbox, the second name, may belong to a licence, the first
   */
  Inboxes withOwners(BiPredicate<String, String> owners) {
    return new Inboxes(all, owners);
  }

  /**
   * Refuses an inbox whose licence may not own its jobs.
   *
   * @throws PromptFileRefused if so
   */
  void requireOwner(Inbox inbox) {
    if (!owners.test(inbox.licence(), inbox.name())) {
      throw new PromptFileRefused(
          "Licence %s may not own jobs of the inbox %s: it was revoked, has expired, or does not name this inbox."
              .formatted(inbox.licence(), inbox.name()));
    }
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
