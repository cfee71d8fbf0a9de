package dev.reelway.intake.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads the XML of a part of a spreadsheet from begin to end. */
final class SheetXml implements Closeable {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_TEXT_LENGTH = 1_000_000;

  private final InputStream in;
  private final XMLStreamReader reader;
  private final SheetNames names = new SheetNames();
  private int depth;

  SheetXml(InputStream in) throws IOException {
    this.in = in;
    try {
      reader = factory().createXMLStreamReader(in, "UTF-8");
    } catch (XMLStreamException broken) {
      in.close();
      throw SheetArchive.broken();
    }
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /** Goes to the next piece of the document; false at its end. */
  boolean next() {
    try {
      if (!reader.hasNext()) {
        return false;
      }
      reader.next();
    } catch (XMLStreamException broken) {
      throw SheetArchive.broken();
    }
    names.addAll(reader);
    depth += reader.isStartElement() ? 1 : reader.isEndElement() ? -1 : 0;
    if (depth > MAX_DEPTH) {
      throw SheetArchive.broken();
    }
    return true;
  }

  boolean isStart() {
    return reader.isStartElement();
  }

  boolean isStart(String name) {
    return reader.isStartElement() && reader.getLocalName().equals(name);
  }

  boolean isEnd(String name) {
    return reader.isEndElement() && reader.getLocalName().equals(name);
  }

  /** The name of the element without its prefix. */
  String name() {
    return reader.getLocalName();
  }

  /** How many elements are open, the one that starts here included. */
  int depth() {
    return depth;
  }

  /**
   * Goes to the next piece inside an element; false at its end.
   *
   * @param element the depth at its start
   */
  boolean nextIn(int element) {
    return next() && depth >= element;
  }

  boolean isText() {
    return reader.isCharacters() || reader.getEventType() == XMLStreamReader.CDATA;
  }

  /** The attribute of this name, whatever its prefix, or null. */
  @Nullable String attribute(String name) {
    return reader.getAttributeValue(null, name);
  }

  @Nullable String attribute(String namespace, String name) {
    return reader.getAttributeValue(namespace, name);
  }

  /** The attribute as a positive integer, or the default if it is absent. */
  int positive(String name, int absent) {
    var text = attribute(name);
    try {
      int number = text == null ? absent : Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException ignored) {
      // refused below, like zero
    }
    throw SheetArchive.broken();
  }

  /** Adds the text of this place. */
  void addTo(StringBuilder text) {
    add(text, reader.getText());
  }

  static void add(StringBuilder text, String more) {
    if (text.length() + more.length() > MAX_TEXT_LENGTH) {
      throw new PromptFileRefused(
          "A cell is longer than %d characters.".formatted(MAX_TEXT_LENGTH));
    }
    text.append(more);
  }

  /** The text of the element that starts here, up to its end. */
  String text() {
    var text = new StringBuilder();
    int element = depth;
    while (nextIn(element)) {
      if (isText()) {
        addTo(text);
      }
    }
    return text.toString();
  }

  /** Passes the element that starts here. */
  void skip() {
    int element = depth;
    while (nextIn(element)) {
      // what is inside does not count
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
