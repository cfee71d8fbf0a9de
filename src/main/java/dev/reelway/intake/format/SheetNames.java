package dev.reelway.intake.format;

import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The different names in an XML document. Its parser keeps each of them, and each prefix with each
 * name, until the end; a document with more than a spreadsheet has is refused.
 */
final class SheetNames {

  /** Spreadsheets have some hundred names and some dozen namespaces. */
  private static final int MOST = 50_000;

  /** What a name costs beside its characters, so that short ones are not too many either. */
  private static final int COST = 20;

  private final Set<String> names = new HashSet<>();
  private int sum;

  /** Adds those of the place where the parser is. */
  void addAll(XMLStreamReader reader) {
    if (reader.getEventType() == XMLStreamReader.PROCESSING_INSTRUCTION) {
      add(reader.getPITarget());
    } else if (reader.isStartElement()) {
      add(reader.getLocalName());
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        add(reader.getAttributeLocalName(i));
      }
      for (int i = 0; i < reader.getNamespaceCount(); i++) {
        add(reader.getNamespacePrefix(i));
        add(reader.getNamespaceURI(i));
      }
    }
  }

  private void add(@Nullable String name) {
    if (name != null && names.add(name)) {
      sum += name.length() + COST;
      if (sum > MOST) {
        throw SheetArchive.broken();
      }
    }
  }
}
