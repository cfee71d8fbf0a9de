package dev.reelway.intake.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The zip archive of XML parts that a spreadsheet is. */
final class SheetArchive implements Closeable {

  private static final int MOST_BYTES = 50_000_000;

  /** The first bytes of a compound file: an .xls file, or an encrypted .xlsx file. */
  private static final byte[] COMPOUND = HexFormat.of().parseHex("d0cf11e0a1b11ae1");

  private final ZipFile zip;

  private SheetArchive(ZipFile zip) {
    this.zip = zip;
  }

  static SheetArchive open(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("The spreadsheet is larger than 50 MB. Save its orders as .csv.");
    }
    try (var in = Files.newInputStream(file)) {
      if (Arrays.equals(in.readNBytes(COMPOUND.length), COMPOUND)) {
        throw new PromptFileRefused(
            "The spreadsheet is encrypted, or in the old .xls format. Save it without a password"
                + " as .xlsx or .csv.");
      }
    }
    try {
      return new SheetArchive(new ZipFile(file.toFile()));
    } catch (ZipException noZip) {
      throw broken();
    }
  }

  static PromptFileRefused broken() {
    return new PromptFileRefused(
        "The file is not a valid spreadsheet of its type, or it is incomplete. Save it again.");
  }

  static PromptFileRefused encrypted() {
    return new PromptFileRefused("The spreadsheet is encrypted. Save it without a password.");
  }

  boolean has(String part) {
    return entry(part).isPresent();
  }

  /** Opens a part; its name may be written in either case. */
  SheetXml xml(String part) throws IOException {
    var entry = entry(part).orElseThrow(SheetArchive::broken);
    try {
      return new SheetXml(new SheetPartStream(zip.getInputStream(entry)));
    } catch (ZipException damagedOrEncrypted) {
      throw broken();
    }
  }

  private Optional<? extends ZipEntry> entry(String part) {
    var exact = zip.getEntry(part);
    return exact != null
        ? Optional.of(exact)
        : zip.stream().filter(one -> one.getName().equalsIgnoreCase(part)).findFirst();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
