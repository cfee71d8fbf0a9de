package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.io.IOException;

/**
 * Writes the report page of a file or batch: a head, and what has become of each of its orders.
 *
 * @param head the beginning of the page, see {@link ReportHead}
 */
record ReportPage(String head, OrderOutcomes outcomes, ReportRow rows) {

  void write(PromptFile entries, ResultLines.Out page) throws IOException {
    page.line(head);
    for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
      page.line(rows.of(outcomes.of(orderEntry)));
    }
    page.line("</ol></main></body></html>");
  }
}
