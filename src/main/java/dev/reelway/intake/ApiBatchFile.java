package dev.reelway.intake;

import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The input file of a batch over HTTP, in one of the forms that inboxes read. A file whose lines
 * are all of OpenAI's Batch API is checked as a whole; in a list of orders, each is refused alone.
 *
 * @param local its bytes on this machine
 */
record ApiBatchFile(ApiBatch call, Path local) {

  private static final int MAX_FAULTS = 100;

  /** The keys of a line of OpenAI's Batch API; an order has no such parameters. */
  private static final Set<String> CALL = Set.of("method", "url", "body");

  /**
   * Opens the file.
   *
   * @throws PromptFileRefused if it is malformed
   */
  PromptFile open() throws IOException {
    return PromptFile.open(local, form(), defaults().models());
  }

  /** What its orders leave open. */
  OrderDefaults defaults() {
    return OrderDefaults.of(call.defaults());
  }

  /** The extension that says its form. */
  String form() throws IOException {
    return PromptFile.form(local, call.inputName());
  }

  /**
   * Reads the whole file and answers the number of its orders.
   *
   * @throws BatchRefused if it has none, cannot be read, or is of OpenAI's form with any line that
   *     is not an order for the endpoint of the batch
   */
  int check() throws IOException {
    var faults = new ArrayList<Fault>();
    int total = 0;
    try (var entries = open()) {
      boolean isList = !form().equals("jsonl");
      for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
        total++;
        isList |= isPlain(orderEntry);
        fault(orderEntry).ifPresent(faults::add);
      }
      require(total, isList ? new ArrayList<>() : faults);
      return total;
    } catch (PromptFileRefused refused) {
      throw BatchRefused.of("invalid_file", String.valueOf(refused.getMessage()));
    }
  }

  private void require(int total, ArrayList<Fault> faults) {
    if (total == 0) {
      throw BatchRefused.of("empty_file", "The input file contains no orders.");
    }
    if (faults.size() == total && !PromptFile.ENDINGS.contains(ending())) {
      faults.addFirst(new Fault("invalid_file", unknownForm(), "input_file_id", 0));
    }
    if (!faults.isEmpty()) {
      throw new BatchRefused(faults.subList(0, Math.min(faults.size(), MAX_FAULTS)));
    }
  }

  private String ending() {
    return PromptFile.ending(call.inputName());
  }

  private String unknownForm() {
    return "The name of the input file must end in one of %s; any other file is read as .jsonl."
        .formatted(
            PromptFile.ENDINGS.stream()
                .sorted()
                .map(ending -> "." + ending)
                .collect(Collectors.joining(", ")));
  }

  private static boolean isPlain(OrderEntry orderEntry) {
    return orderEntry.refused() == null
        && orderEntry.url() == null
        && orderEntry.parameters().values().keySet().stream().noneMatch(CALL::contains);
  }

  private Optional<Fault> fault(OrderEntry orderEntry) {
    var refused = orderEntry.refused();
    if (refused != null) {
      return Optional.of(fault(orderEntry, refused.code(), refused.sentence(), refused.param()));
    }
    return call.endpoint().equals(orderEntry.url())
        ? Optional.empty()
        : Optional.of(fault(orderEntry, "mismatched_endpoint", otherEndpoint(), "url"));
  }

  /** The refusal of an order for another endpoint. */
  String otherEndpoint() {
    return "url must be %s, the endpoint of the batch".formatted(call.endpoint());
  }

  private static Fault fault(
      OrderEntry orderEntry, String code, String message, @Nullable String param) {
    return new Fault(code, message, param, orderEntry.place());
  }
}
