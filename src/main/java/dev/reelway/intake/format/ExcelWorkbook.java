package dev.reelway.intake.format;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of an {@code .xlsx} file are (ECMA-376, part 1, 12.3).
 *
 * @param sheet the first visible sheet
 * @param texts the shared texts, or null
 * @param styles the styles, or null
 * @param from1904 whether dates count from 1904 instead of 1900
 */
record ExcelWorkbook(
    String sheet, @Nullable String texts, @Nullable String styles, boolean from1904) {

  private static final Set<String> TYPES =
      Set.of("officeDocument", "worksheet", "sharedStrings", "styles");
  private static final int MOST_PARTS = 5_000;
  private static final int MAX_LENGTH = 1_000;

  private record Part(String type, String path) {}

  static ExcelWorkbook of(SheetArchive archive) throws IOException {
    var book = ofType(parts(archive, "_rels/.rels", ""), "officeDocument");
    if (book == null) {
      throw SheetArchive.broken();
    }
    int slash = book.lastIndexOf('/') + 1;
    var folder = book.substring(0, slash);
    var parts = parts(archive, folder + "_rels/" + book.substring(slash) + ".rels", folder);
    try (var xml = archive.xml(book)) {
      return read(xml, parts);
    }
  }

  private static ExcelWorkbook read(SheetXml xml, Map<String, Part> parts) {
    boolean from1904 = false;
    while (xml.next()) {
      if (xml.isStart("workbookPr")) {
        from1904 = Objects.requireNonNullElse(xml.attribute("date1904"), "").matches("1|true|on");
      } else if (xml.isStart("sheet")) {
        var part = parts.get(Objects.requireNonNullElse(xml.attribute("id"), ""));
        boolean isVisible =
            Objects.requireNonNullElse(xml.attribute("state"), "visible").equals("visible");
        if (isVisible && part != null && part.type().equals("worksheet")) {
          return new ExcelWorkbook(
              part.path(), ofType(parts, "sharedStrings"), ofType(parts, "styles"), from1904);
        }
      }
    }
    throw SheetArchive.broken();
  }

  private static @Nullable String ofType(Map<String, Part> parts, String type) {
    return parts.values().stream()
        .filter(part -> part.type().equals(type))
        .map(Part::path)
        .findFirst()
        .orElse(null);
  }

  /** The parts of these types that a part refers to, by their ids. */
  private static Map<String, Part> parts(SheetArchive archive, String relations, String folder)
      throws IOException {
    var parts = new HashMap<String, Part>();
    try (var xml = archive.xml(relations)) {
      while (xml.next()) {
        var id = xml.isStart("Relationship") ? xml.attribute("Id") : null;
        var part = id == null ? null : part(xml, folder);
        if (id != null && part != null) {
          parts.put(id, part);
        }
        if (parts.size() > MOST_PARTS || id != null && id.length() > MAX_LENGTH) {
          throw SheetArchive.broken();
        }
      }
    }
    return parts;
  }

  private static @Nullable Part part(SheetXml xml, String folder) {
    var link = Objects.requireNonNullElse(xml.attribute("Type"), "");
    var type = link.substring(link.lastIndexOf('/') + 1);
    var target = Objects.requireNonNullElse(xml.attribute("Target"), "");
    boolean isUsed = TYPES.contains(type) && target.length() <= MAX_LENGTH;
    return isUsed ? new Part(type, path(folder, target)) : null;
  }

  private static String path(String folder, String target) {
    try {
      var path = URI.create("/" + folder).resolve(target).getPath();
      return path == null ? "" : path.substring(Math.min(1, path.length()));
    } catch (IllegalArgumentException notOurs) {
      return "";
    }
  }
}
