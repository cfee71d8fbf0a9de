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
 * What the hot folder's routes ask. A dropped file is ours once it lies in {@code
 * working/<batch>/}; from there it can be read any number of times, as a batch and a line number
 * make a job once.
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
   * Keeps a file from other readers until the exchange is over, and makes it a batch in the ledger,
   * with the options that lie beside it now.
   *
   * @return whether it is to be read: not where another reader has it, or has read it meanwhile
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

  /** However its reading ends, another one can begin. */
  private final class Releasing extends SynchronizationAdapter {

    private final DroppedFile file;

    Releasing(DroppedFile file) {
      this.file = file;
    }

    /** What failed in spite of the policies, like putting the file aside. */
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
      adoptOptions(file, inbox);
      takeMarker(name, inbox);
    }
    batches.open(
        new Batch(file.batch(), inbox.licence(), name, name, clock.instant(), inbox.name()),
        Digest.of(file.file(), file.options()));
  }

  private static void takeMarker(String name, Inbox inbox) throws IOException {
    if (inbox.marker() != null) {
      Files.deleteIfExists(inbox.folder().resolve(name + inbox.marker()));
    }
  }

  private static void adoptOptions(DroppedFile file, Inbox inbox) throws IOException {
    for (var name : file.optionsNames()) {
      var options = inbox.folder().resolve(name);
      if (Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(options, file.options(), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
  }

  /** Begins to read a file, after a whole look at it; what it orders becomes jobs meanwhile. */
  public Reading read(DroppedFile file) throws IOException {
    var inbox = inboxes.of(file);
    var defaults = inbox.defaults().and(file.options());
    int total = check(file);
    checkNew(file, defaults);
    var terms =
        new Reading.Terms(
            file.batch(), inbox.licence(), total, null, entry -> pictured(inbox, entry, defaults));
    return new Reading(terms, PromptFile.open(file.file()), batches, jobs);
  }

  private Pictured pictured(Inbox inbox, Entry entry, Defaults defaults) {
    var draft = Objects.requireNonNull(drafts.get(inbox)).of(entry, defaults);
    var handling = Handlings.of(defaults.under(entry.wishes()), inbox.sink());
    return new Pictured(entry.line(), draft, handling);
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

  private static BatchLine line(DroppedFile file, int line) {
    return new BatchLine(file.batch(), line);
  }

  /** Whose jobs the orders become. */
  public Licence licence(DroppedFile file) {
    return new Licence(inboxes.of(file).licence(), Set.of());
  }

  /** Makes a job of an order whose pictures are kept now. */
  public void accept(DroppedFile file, Pictured entry, Order order) {
    var accepted = new LineOrder(line(file, entry.line()), order, entry.handling());
    jobs.acceptLines(List.of(accepted), inboxes.of(file).licence());
  }

  /** Refuses an order whose pictures cannot be taken. */
  public void refuse(DroppedFile file, Pictured entry, Throwable thrown) {
    OrderRefused.in(thrown).ifPresent(why -> batches.refuse(file.batch(), entry.line(), why));
  }

  /** Something else went wrong with an order: the file is to be read again. */
  public void failed(Reading reading, Throwable thrown) {
    reading.failed(thrown);
  }

  /** Every order of the file is a job by now, or refused; else it fails as one of them did. */
  public void seal(DroppedFile file, Reading reading) throws IOException {
    reading.end();
    batches.seal(file.batch(), reading.total());
    retries.forget(file.batch());
    LOG.info("{} is read: {} orders", file.batch(), reading.total());
  }

  /** Something is wrong that need not be so the next time. */
  public void troubled(DroppedFile file, Throwable thrown) {
    var batch = file.batch();
    LOG.warn(
        "{} could not be read and will be read again in {} s: {}",
        batch,
        retries.failed(batch).toSeconds(),
        PlainText.logged(thrown.toString()));
  }

  /** It is put aside, for good. */
  public void rejected(DroppedFile file) {
    retries.forget(file.batch());
  }
}
