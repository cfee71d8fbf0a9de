package dev.reelway.intake;

import dev.reelway.wire.BoundedJson;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML document that is a list of items, or one item, read one after another, as if each were a
 * document of its own: no more than one of them is in memory, and each has a bounded number of
 * parts. A text may be repeated by an alias, nothing else may; a text of more than 1,000 characters
 * is no number, however it looks.
 */
final class YamlItems implements Parser {

  private static final int MOST_PARTS = BoundedJson.MOST_TOKENS;
  private static final int LONGEST_NUMBER = 1_000;

  private final Parser parser;
  private final SafeConstructor items;
  private final Map<String, ScalarEvent> texts = new HashMap<>();
  private @Nullable Event next;
  private boolean isList;
  private int depth;
  private int parts;
  private Place place = Place.BEFORE;

  /** Where the reader stands. */
  private enum Place {
    BEFORE,
    BETWEEN,
    WITHIN,
    BEHIND
  }

  YamlItems(Reader document, LoaderOptions options) {
    this.parser = new ParserImpl(new StreamReader(document), options);
    this.items = new SafeConstructor(options);
    items.setAllowDuplicateKeys(options.isAllowDuplicateKeys());
    items.setComposer(new Composer(this, new Resolver(), options));
  }

  /** Whether there is another item. */
  boolean hasNext() {
    return items.checkData();
  }

  /** The next item: a map, a list, a text, a number, a flag, a time, or null. */
  @Nullable Object next() {
    return items.getData();
  }

  /** Whether the document is a list. */
  boolean isList() {
    return isList;
  }

  @Override
  public boolean checkEvent(Event.ID kind) {
    return peekEvent().is(kind);
  }

  @Override
  public Event peekEvent() {
    if (next == null) {
      next = read();
    }
    return next;
  }

  @Override
  public Event getEvent() {
    var event = peekEvent();
    next = null;
    return event;
  }

  private Event read() {
    return switch (place) {
      case BEFORE -> first();
      case BETWEEN -> between();
      case WITHIN -> within();
      case BEHIND -> parser.getEvent();
    };
  }

  /** The stream's start passes, and so does the document's where it is no list. */
  private Event first() {
    if (parser.checkEvent(Event.ID.StreamStart) || parser.checkEvent(Event.ID.StreamEnd)) {
      return parser.getEvent();
    }
    var start = parser.getEvent();
    isList = parser.checkEvent(Event.ID.SequenceStart);
    if (!isList) {
      place = Place.WITHIN;
      return start;
    }
    plain((SequenceStartEvent) parser.getEvent());
    place = Place.BETWEEN;
    return between();
  }

  /** A list of orders is nothing else. */
  private static void plain(SequenceStartEvent list) {
    if (list.getTag() != null && !list.getTag().equals(Tag.SEQ.getValue())) {
      throw new PromptFileRefused(
          "This file is no YAML: it has a mistake in line %d."
              .formatted(list.getStartMark().getLine() + 1));
    }
  }

  private Event between() {
    var at = parser.peekEvent();
    if (!at.is(Event.ID.SequenceEnd)) {
      place = Place.WITHIN;
      return new DocumentStartEvent(at.getStartMark(), at.getStartMark(), false, null, Map.of());
    }
    parser.getEvent();
    parser.getEvent();
    end();
    return parser.getEvent();
  }

  /** One document is all that there may be. */
  private void end() {
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      throw new PromptFileRefused("This file is no YAML: it holds more than one document.");
    }
    place = Place.BEHIND;
  }

  private Event within() {
    if (depth == 0 && parts > 0) {
      return endOfItem();
    }
    if (++parts > MOST_PARTS) {
      throw new PromptFileRefused(
          "An order of this file has more than %d parts.".formatted(MOST_PARTS));
    }
    var event = parser.getEvent();
    depth += event.is(Event.ID.SequenceStart) || event.is(Event.ID.MappingStart) ? 1 : 0;
    depth -= event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd) ? 1 : 0;
    return meant(event);
  }

  private Event endOfItem() {
    parts = 0;
    if (isList) {
      place = Place.BETWEEN;
      var at = parser.peekEvent().getStartMark();
      return new DocumentEndEvent(at, at, false);
    }
    var event = parser.getEvent();
    end();
    return event;
  }

  private Event meant(Event event) {
    if (event instanceof AliasEvent alias) {
      var text = texts.get(alias.getAnchor());
      if (text == null) {
        throw new PromptFileRefused(
            "This file is no YAML: it is nested too deeply, or repeats itself.");
      }
      return scalar(text, null);
    }
    if (!(event instanceof ScalarEvent text)) {
      return event;
    }
    if (text.getAnchor() != null) {
      texts.put(text.getAnchor(), text);
    }
    return scalar(text, text.getAnchor());
  }

  private static ScalarEvent scalar(ScalarEvent text, @Nullable String anchor) {
    boolean isWords = text.getValue().length() > LONGEST_NUMBER;
    return new ScalarEvent(
        anchor,
        isWords ? null : text.getTag(),
        isWords ? new ImplicitTuple(false, true) : text.getImplicit(),
        text.getValue(),
        text.getStartMark(),
        text.getEndMark(),
        text.getScalarStyle());
  }
}
