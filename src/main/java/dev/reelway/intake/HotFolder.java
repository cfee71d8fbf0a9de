package dev.reelway.intake;

import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.job.BatchLine;
import dev.reelway.job.JobDesk;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the hot folder's routes ask. A dropped file is ours once it lies in {@code
 * working/<batch>/}; from there it can be read any number of times, as a batch and a line number
 * make a job once.
 */
public final class HotFolder {

  private static final int LINES_AT_ONCE = 500;
  private static final List<String> PICTURES =
      List.of("input_reference", "image", "images", "image_url");

  private final HotFolderSettings settings;
  private final Batches batches;
  private final Orders orders;
  private final JobDesk jobs;
  private final Clock clock;
  private final Set<String> beingRead = ConcurrentHashMap.newKeySet();

  public HotFolder(
      HotFolderSettings settings, Batches batches, Orders orders, JobDesk jobs, Clock clock) {
    this.settings = settings;
    this.batches = batches;
    this.orders = orders;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** A name for a new batch, which sorts by time. */
  public String ticket() {
    return "batch_%012x%08x"
        .formatted(clock.millis(), ThreadLocalRandom.current().nextInt() & 0xffffffffL);
  }

  /** The file that has just been claimed. */
  public DroppedFile claimed(String path) {
    return DroppedFile.at(Path.of(path));
  }

  /** Claimed files that nobody has read to their end: their reader was stopped. */
  public List<DroppedFile> leftovers() throws IOException {
    var working = settings.folder().resolve("working");
    if (!Files.isDirectory(working)) {
      return List.of();
    }
    try (var files = Files.find(working, 2, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> !file.endsWith(DroppedFile.OPTIONS))
          .map(DroppedFile::at)
          .filter(file -> !beingRead.contains(file.batch()) && !batches.isSealed(file.batch()))
          .toList();
    }
  }

  /** Makes the file a batch in the ledger, with the options that lie beside it now. */
  public void open(DroppedFile file) throws IOException {
    beingRead.add(file.batch());
    if (batches.find(file.batch()).isEmpty()) {
      adoptOptions(file);
    }
    var name = file.fileName();
    batches.open(
        new Batch(file.batch(), settings.licence(), name, name, clock.instant()),
        Digest.of(file.file(), file.options()));
  }

  private void adoptOptions(DroppedFile file) throws IOException {
    for (var name : file.optionsNames()) {
      var options = settings.folder().resolve(name);
      if (Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(options, file.options(), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
  }

  /** Makes a job of each order, many of them in one commit, and seals the batch. */
  public void read(DroppedFile file) throws IOException {
    var defaults = Defaults.of(settings.model()).and(file.options());
    int total = check(file);
    checkNew(file, defaults);
    try (var entries = PromptFile.open(file.file())) {
      for (var some = next(entries);
          !some.isEmpty() && !batches.isCancelled(file.batch());
          some = next(entries)) {
        accept(file, some, defaults);
      }
    }
    batches.seal(file.batch(), total);
  }

  /** A whole look at the file before its first job is made: it may not be text at all. */
  private static int check(DroppedFile file) throws IOException {
    int total = 0;
    try (var entries = PromptFile.open(file.file())) {
      while (entries.next() != null) {
        total++;
      }
    }
    if (total == 0) {
      throw new PromptFileRefused("This file holds no prompt: write one on each line.");
    }
    return total;
  }

  private void checkNew(DroppedFile file, Defaults defaults) {
    var same = defaults.force() ? Optional.<Batch>empty() : batches.sameAs(file.batch());
    if (same.isPresent()) {
      throw new PromptFileRefused(
          "This is a duplicate: %s had the same content on %s. To render it again, say force: true in %s."
              .formatted(same.get().name(), same.get().created(), file.optionsNames().getFirst()));
    }
  }

  private static List<Entry> next(PromptFile entries) throws IOException {
    var some = new ArrayList<Entry>();
    while (some.size() < LINES_AT_ONCE) {
      var entry = entries.next();
      if (entry == null) {
        break;
      }
      some.add(entry);
    }
    return some;
  }

  private void accept(DroppedFile file, List<Entry> entries, Defaults defaults) {
    Map<BatchLine, Order> taken = new LinkedHashMap<>();
    for (var entry : entries) {
      try {
        var order = order(entry, defaults);
        jobs.check(order);
        taken.put(new BatchLine(file.batch(), entry.line()), order);
      } catch (OrderRefused refused) {
        batches.refuse(file.batch(), entry.line(), refused);
      }
    }
    jobs.acceptLines(taken, settings.licence());
  }

  /** A call that leaves its model open means the usual one of its kind, not the folder's. */
  private Order order(Entry entry, Defaults defaults) {
    if (entry.refused() != null) {
      throw entry.refused();
    }
    PICTURES.stream().filter(entry.wishes()::has).findFirst().ifPresent(HotFolder::refuse);
    boolean usual = entry.url() != null && !entry.wishes().has("model");
    var wishes = defaults.under(entry.wishes());
    return orders.any(entry.url(), usual ? wishes.without("model") : wishes);
  }

  private static void refuse(String picture) {
    throw new OrderRefused(
        picture, picture + " must be left out: orders in files start from no picture");
  }

  /** Reading has ended, one way or another. */
  public void release(DroppedFile file) {
    beingRead.remove(file.batch());
  }
}
