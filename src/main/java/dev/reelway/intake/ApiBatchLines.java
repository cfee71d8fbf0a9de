package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.media.SpoolFolder;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.Asset;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Reads the lines of a batch over HTTP with what has become of them so far, in the order of its
 * file.
 */
public final class ApiBatchLines {

  private static final int AT_ONCE = 100;

  private final DroppedBatches droppedBatches;
  private final JobQueries queries;
  private final SpoolFolder spoolFolder;
  private final Clock clock;

  ApiBatchLines(
      DroppedBatches droppedBatches, JobQueries queries, SpoolFolder spoolFolder, Clock clock) {
    this.droppedBatches = droppedBatches;
    this.queries = queries;
    this.spoolFolder = spoolFolder;
    this.clock = clock;
  }

  /** Takes one line after another. */
  @FunctionalInterface
  public interface Reader {

    /** Takes a line and answers whether it wants the next one. */
    boolean take(ApiBatchLine line) throws IOException;
  }

  /** A batch with its opened file; null for one that failed as a whole. */
  public record Source(ApiBatch call, @Nullable Resource input) {}

  /**
   * Reads the lines behind one.
   *
   * @param after the id of the line, or null for all
   * @throws OrderRefused if no line has this id
   */
  public void read(Source source, @Nullable String after, Exchange exchange, Reader reader)
      throws IOException {
    var input = source.input();
    if (input == null) {
      readFaults(source.call(), after, reader);
      return;
    }
    try (var local = local(input, exchange)) {
      read(new ApiBatchFile(source.call(), local.path()), after, reader);
    } catch (PromptFileRefused broken) {
      // The batch fails once it is read, if it has not failed meanwhile.
    }
  }

  /** A file on this machine is read where it is, as each page of the list opens it again. */
  private Local local(Resource input, Exchange exchange) throws IOException {
    return input.isFile()
        ? new Local(input.getFile().toPath().toRealPath(), () -> {})
        : Local.of(ApiBatchIntake.copy(spoolFolder, input, exchange));
  }

  /** A file on this machine. A copy goes once it is read: what was read may take long to send. */
  private record Local(Path path, Closeable copy) implements Closeable {

    static Local of(SpoolFolder.SpoolFile copy) {
      return new Local(copy.path(), copy::close);
    }

    @Override
    public void close() throws IOException {
      copy.close();
    }
  }

  private static void readFaults(ApiBatch call, @Nullable String after, Reader reader)
      throws IOException {
    boolean isBehind = after == null;
    int number = 0;
    for (var fault : call.progress().faults()) {
      var line = ApiBatchLine.of(fault, ++number);
      if (isBehind && !reader.take(line)) {
        return;
      }
      isBehind |= line.id().equals(after);
    }
    requireKnown(isBehind);
  }

  private static void requireKnown(boolean isBehind) {
    if (!isBehind) {
      throw new OrderRefused("after", "after must be an id from this list, such as last_id");
    }
  }

  private void read(ApiBatchFile file, @Nullable String after, Reader reader) throws IOException {
    var model = file.defaults().parameters().text("model");
    var outcomes = outcomes(file.call());
    var some = new ArrayList<OrderOutcome>();
    boolean isBehind = after == null;
    try (var entries = file.open()) {
      for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
        if (isBehind) {
          some.add(outcomes.of(orderEntry));
        } else {
          isBehind = ApiBatchLine.id(orderEntry).equals(after);
        }
        if (some.size() == AT_ONCE && !pass(some, model, reader)) {
          return;
        }
      }
    }
    requireKnown(isBehind);
    pass(some, model, reader);
  }

  private OrderOutcomes outcomes(ApiBatch call) {
    boolean isRead = call.progress().read() != null;
    return new OrderOutcomes(call.id(), droppedBatches, queries, isRead);
  }

  /** Passes some lines on and forgets them. */
  private boolean pass(List<OrderOutcome> some, @Nullable String model, Reader reader)
      throws IOException {
    var jobs = some.stream().map(OrderOutcome::job).flatMap(Stream::ofNullable).map(Job::id);
    var deleted = queries.deleted(jobs.toList());
    for (var outcome : some) {
      var job = outcome.job();
      boolean isDeleted = job != null && deleted.contains(job.id());
      if (!reader.take(ApiBatchLine.of(outcome, isDeleted, model))) {
        return false;
      }
    }
    some.clear();
    return true;
  }

  /**
   * What browsers must allow the report page.
   *
   * @param images where its images may come from besides its own origin, as sources of a
   *     Content-Security-Policy, each after a space
   */
  public static String reportPolicy(String images) {
    return ReportHead.policy(images);
  }

  /**
   * Writes the report page of a batch, as inboxes have it.
   *
   * @param links links to the results
   * @param images where they may lead besides the page's own origin, as in {@link #reportPolicy}
   */
  public void report(
      Source source, Function<Asset, String> links, String images, Exchange exchange, Writer out)
      throws IOException {
    ResultLines.Out page = text -> out.append(text).append('\n');
    var call = source.call();
    var droppedBatch =
        new DroppedBatch(
            call.id(), call.licence(), call.inputName(), call.inputName(), call.created());
    if (source.input() == null) {
      page.line(ReportHead.refused(droppedBatch, faults(call)));
      return;
    }
    try (var local = local(source.input(), exchange)) {
      write(new ApiBatchFile(call, local.path()), droppedBatch, links, images, page);
    } catch (PromptFileRefused broken) {
      page.line(ReportHead.refused(droppedBatch, String.valueOf(broken.getMessage())));
    }
  }

  private void write(
      ApiBatchFile file,
      DroppedBatch droppedBatch,
      Function<Asset, String> links,
      String images,
      ResultLines.Out page)
      throws IOException {
    var call = file.call();
    try (var entries = file.open()) {
      int comments = PromptFile.comments(file.local(), file.form());
      var now = Objects.requireNonNullElse(call.progress().closed(), clock.instant());
      var tally = droppedBatches.tally(call.id());
      var head = ReportHead.of(droppedBatch, tally, comments, refresh(tally), now, images);
      new ReportPage(head, outcomes(call), new ReportRow(everywhere(links))).write(entries, page);
    }
  }

  /** In seconds; a long page is loaded less often. */
  private static @Nullable Integer refresh(BatchProgress tally) {
    return tally.isFinal() ? null : Integer.valueOf(5 + tally.orders() / 500);
  }

  private static String faults(ApiBatch call) {
    return call.progress().faults().stream()
        .map(
            fault ->
                fault.line() == 0
                    ? fault.message()
                    : "Line %d: %s.".formatted(fault.line(), fault.message()))
        .collect(Collectors.joining(" "));
  }

  private static ReportLinks everywhere(Function<Asset, String> links) {
    return new ReportLinks() {

      @Override
      public boolean shows(Asset file) {
        return true;
      }

      @Override
      public String to(Asset file) {
        return links.apply(file);
      }
    };
  }
}
