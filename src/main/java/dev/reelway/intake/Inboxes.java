package dev.reelway.intake;

import dev.reelway.intake.format.PromptFileRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The enabled inboxes. */
final class Inboxes {

  private final List<Inbox> all;
  private final BiPredicate<String, String> owners;
  private final Predicate<String> elsewhere;
  private final Predicate<String> paused;

  Inboxes(List<Inbox> all) {
    this(all, (licence, inbox) -> true, licence -> false, inbox -> false);
  }

  private Inboxes(
      List<Inbox> all,
      BiPredicate<String, String> owners,
      Predicate<String> elsewhere,
      Predicate<String> paused) {
    this.all = List.copyOf(all);
    this.owners = owners;
    this.elsewhere = elsewhere;
    this.paused = paused;
  }

  /**
   * The same inboxes.
   *
   * @param owners whether the jobs of an inbox, the second name, may belong to a licence, the first
   * @param elsewhere whether only other processes can know a licence of this name
   */
  Inboxes withOwners(BiPredicate<String, String> owners, Predicate<String> elsewhere) {
    return new Inboxes(all, owners, elsewhere, paused);
  }

  /**
   * The same inboxes.
   *
   * @param paused whether the files of the inbox of this name stay where they are
   */
  Inboxes withPauses(Predicate<String> paused) {
    return new Inboxes(all, owners, elsewhere, paused);
  }

  /** Whether files of a licence are left to other processes, as this one does not know it. */
  boolean isElsewhere(String licence) {
    return elsewhere.test(licence);
  }

  /** Whether an operator has paused an inbox, so that its files stay where they are. */
  boolean isPaused(Inbox inbox) {
    return paused.test(inbox.name());
  }

  /**
   * Refuses a licence that may not own the jobs of an inbox.
   *
   * @throws PromptFileRefused if so
   */
  void requireOwner(String licence, Inbox inbox) {
    if (!owners.test(licence, inbox.name())) {
      throw new PromptFileRefused(
          "Licence %s may not own jobs of the inbox %s: it was revoked, has expired, or does not name this inbox."
              .formatted(licence, inbox.name()));
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
