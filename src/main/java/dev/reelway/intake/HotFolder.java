package dev.reelway.intake;

import dev.reelway.job.BatchLine;
import dev.reelway.job.JobIntake;
import dev.reelway.job.LineOrder;
import dev.reelway.licence.Licence;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims and reads the files of all inboxes. A file is claimed once it is in {@code
 * working/<batch>/}. It can then be read any number of times, as a batch and a line number identify
 * a job.
 */
public final class HotFolder {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final Batches batches;
  private final Map<Inbox, Drafts> drafts;
  private final JobIntake jobs;
  private final Clock clock;
  private final Set<String> beingRead = ConcurrentHashMap.newKeySet();
  private final Retries retries;

  HotFolder(Inboxes inboxes, Batches batches, Orders orders, JobIntake jobs, Clock clock) {
    this.inboxes = inboxes;
    this.batches = batches;
    this.drafts =
        inboxes.all().stream()
            .collect(Collectors.toMap(Function.identity(), inbox -> drafts(inbox, orders, clock)));
    this.jobs = jobs;
    this.clock = clock;
    this.retries = new Retries(clock);
  }

  private static Drafts drafts(Inbox inbox, Orders orders, Clock clock) {
    return new Drafts(orders, new PicturesBeside(inbox.folder(), inbox.settled(), clock));
  }

  /** A new batch id; ids sort by time. */
  public String ticket() {
    return "batch_%012x%08x"
        .formatted(clock.millis(), ThreadLocalRandom.current().nextInt() & 0xffffffffL);
  }

  /** The claimed file at this path. */
  public DroppedFile claimed(String path) {
    return DroppedFile.at(Path.of(path));
  }

  /**
   * Claimed files that have not been read to the end and have no reader, because it was stopped.
   */
  public List<DroppedFile> leftovers() throws IOException {
    var all = new ArrayList<DroppedFile>();
    for (var inbox : inboxes.all()) {
      all.addAll(leftovers(inbox.folder().resolve("working")));
    }
    return all;
  }

  private List<DroppedFile> leftovers(Path working) throws IOException {
    if (!Files.isDirectory(working)) {
      return List.of();
    }
    try (var files = Files.find(working, 2, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> !file.endsWith(DroppedFile.OPTIONS))
          .map(DroppedFile::at)
          .filter(file -> !beingRead.contains(file.batch()) && !retries.rests(file.batch()))
          .filter(file -> !batches.isSealed(file.batch()))
          .toList();
    }
  }

  /**
   * Reserves a file for this exchange until it ends, and inserts its batch with the options file
   * beside it.
   *
   * @return whether it must be read: false if another reader has it, or has read it meanwhile
   */
  public boolean open(DroppedFile file, Exchange exchange) throws IOException {
    if (!beingRead.add(file.batch())) {
      return false;
    }
    exchange.getExchangeExtension().addOnCompletion(new Releasing(file));
    if (batches.isSealed(file.batch())) {
      return false;
    }
    open(file);
    return true;
  }

  /** Releases the file when the exchange ends, so that it can be read again. */
  private final class Releasing extends SynchronizationAdapter {

    private final DroppedFile file;

    Releasing(DroppedFile file) {
      this.file = file;
    }

    /** Handles a failure that the error policies did not handle, like one to move the file away. */
    @Override
    public void onFailure(Exchange over) {
      troubled(file, Objects.requireNonNullElseGet(over.getException(), IOException::new));
      super.onFailure(over);
    }

    @Override
    public void onDone(Exchange over) {
      beingRead.remove(file.batch());
    }
  }

  private void open(DroppedFile file) throws IOException {
    var inbox = inboxes.of(file);
    var name = file.fileName();
    if (batches.find(file.batch()).isEmpty()) {
      claimOptions(file, inbox);
      deleteMarker(name, inbox);
    }
    batches.open(
        new Batch(file.batch(), inbox.licence(), name, name, clock.instant(), inbox.name()),
        Digest.of(file.file(), file.options()));
  }

  private static void deleteMarker(String name, Inbox inbox) throws IOException {
    if (inbox.marker() != null) {
      Files.deleteIfExists(inbox.folder().resolve(name + inbox.marker()));
    }
  }

  private static void claimOptions(DroppedFile file, Inbox inbox) throws IOException {
    for (var name : file.optionsNames()) {
      var options = inbox.folder().resolve(name);
      if (Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(options, file.options(), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
  }

  /**
   * Checks the whole file, then starts to read it; orders become jobs while it is read.
   *
   * @throws PromptFileRefused if the file is not acceptable, empty, or a duplicate
   */
  public Reading read(DroppedFile file) throws IOException {
    var inbox = inboxes.of(file);
    var defaults = inbox.defaults().and(file.options());
    int total = check(file);
    checkNew(file, defaults);
    var terms =
        new Reading.Terms(
            file.batch(), inbox.licence(), total, null, entry -> order(inbox, entry, defaults));
    return new Reading(terms, PromptFile.open(file.file()), batches, jobs);
  }

  private Pictured order(Inbox inbox, Entry entry, Defaults defaults) {
    var draft = Objects.requireNonNull(drafts.get(inbox)).of(entry, defaults);
    var handling = Handlings.of(defaults.under(entry.wishes()), inbox.sink());
    return new Pictured(entry.line(), draft, handling);
  }

  /** Reads the whole file before the first job is created, as it may be malformed. */
  private static int check(DroppedFile file) throws IOException {
    int total = 0;
    try (var entries = PromptFile.open(file.file())) {
      while (entries.next() != null) {
        total++;
      }
    }
    if (total == 0) {
      throw new PromptFileRefused("The file contains no prompts. Write one prompt per line.");
    }
    return total;
  }

  private void checkNew(DroppedFile file, Defaults defaults) {
    var same = defaults.force() ? Optional.<Batch>empty() : batches.sameAs(file.batch());
    if (same.isPresent()) {
      throw new PromptFileRefused(
          "Duplicate file: %s, dropped on %s, has the same content. To render it again, set force: true in %s."
              .formatted(same.get().name(), same.get().created(), file.optionsNames().getFirst()));
    }
  }

  private static BatchLine line(DroppedFile file, int line) {
    return new BatchLine(file.batch(), line);
  }

  /** The licence that owns the jobs of a file. */
  public Licence licence(DroppedFile file) {
    return new Licence(inboxes.of(file).licence(), Set.of());
  }

  /** Creates the job of an order whose reference images have been stored. */
  public void accept(DroppedFile file, Pictured entry, Order order) {
    var accepted = new LineOrder(line(file, entry.line()), order, entry.handling());
    jobs.acceptLines(List.of(accepted), inboxes.of(file).licence());
  }

  /**
   * Refuses an order with a reference image that is not acceptable; other errors are ignored here.
   */
  public void refuse(DroppedFile file, Pictured entry, Throwable thrown) {
    OrderRefused.in(thrown).ifPresent(why -> batches.refuse(file.batch(), entry.line(), why));
  }

  /** Records an error that is not the fault of the order: the file will be read again. */
  public void failed(Reading reading, Throwable thrown) {
    reading.failed(thrown);
  }

  /**
   * Records that all orders of the file are jobs or refused.
   *
   * @throws IOException if one of them failed for another reason
   */
  public void seal(DroppedFile file, Reading reading) throws IOException {
    reading.end();
    batches.seal(file.batch(), reading.total());
    retries.forget(file.batch());
    LOG.info("{}: file read, {} orders", file.batch(), reading.total());
  }

  /** Schedules a retry after a failure that may be temporary. */
  public void troubled(DroppedFile file, Throwable thrown) {
    var batch = file.batch();
    LOG.warn(
        "{} could not be read; retrying in {} s: {}",
        batch,
        retries.failed(batch).toSeconds(),
        PlainText.logged(thrown.toString()));
  }

  /** Records that a file was moved to {@code failed/}, so that it is not retried. */
  public void rejected(DroppedFile file) {
    retries.forget(file.batch());
  }
}
