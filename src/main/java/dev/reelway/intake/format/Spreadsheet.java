package dev.reelway.intake.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the rows of the first visible sheet of a spreadsheet, one at a time. */
interface Spreadsheet extends Closeable {

  /** The next row that is not blank, or null after the last one. */
  @Nullable SheetRow next() throws IOException;

  /**
   * Opens a file.
   *
   * @param ending the extension that says the format
   * @throws PromptFileRefused if it is encrypted, incomplete, too large, or of another kind
   */
  static Spreadsheet open(Path file, String ending) throws IOException {
    var archive = SheetArchive.open(file);
    try {
      return ending.equals("ods") ? new OpenDocumentSheet(archive) : new ExcelSheet(archive);
    } catch (IOException | RuntimeException e) {
      archive.close();
      throw e;
    }
  }
}
