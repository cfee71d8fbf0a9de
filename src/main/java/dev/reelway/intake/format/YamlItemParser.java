package dev.reelway.intake.format;

import dev.reelway.wire.BoundedJson;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
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
 * Reads a YAML document that is a list of items, or a single item, as if each item were a document:
 * only one is in memory, and each has a limited number of events. Aliases may refer only to
 * scalars, of which at most {@value #MOST_ANCHORS} may have anchors: as many as a file has orders,
 * and as many again. A scalar is a string, as it is written, unless it is null or has a tag; one of
 * more than 1,000 characters always is.
 */
final class YamlItemParser implements Parser {

  private static final int MAX_EVENTS = BoundedJson.MOST_TOKENS;
  private static final int MAX_NUMBER_LENGTH = 1_000;
  private static final int MOST_ANCHORS = 100_000;

  private final Parser parser;
  private final SafeConstructor items;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private @Nullable Event next;
  private boolean isList;
  private int depth;
  private int events;
  private Position position = Position.BEFORE;

  /** A scalar with an anchor, without its place, which would keep the text around it in memory. */
  private record Anchored(
      String value, @Nullable String tag, ImplicitTuple implicit, DumperOptions.ScalarStyle style) {

    Anchored(ScalarEvent event) {
      this(event.getValue(), event.getTag(), event.getImplicit(), event.getScalarStyle());
    }

    ScalarEvent at(AliasEvent alias) {
      return new ScalarEvent(
          null, tag, implicit, value, alias.getStartMark(), alias.getEndMark(), style);
    }
  }

  /** The position of the reader. */
  private enum Position {
    BEFORE,
    BETWEEN,
    WITHIN,
    BEHIND
  }

  YamlItemParser(Reader document, LoaderOptions options) {
    this.parser = new ParserImpl(new StreamReader(document), options);
    this.items = new SafeConstructor(options);
    items.setAllowDuplicateKeys(options.isAllowDuplicateKeys());
    items.setComposer(new Composer(this, new AsWritten(), options));
  }

  /**
   * Resolves plain scalars to strings: whether {@code 010}, {@code 2026-09-01} or {@code no} is a
   * number, a date or a boolean depends on the parameter, not on its form.
   */
  private static final class AsWritten extends Resolver {

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  /** Whether there is another item. */
  boolean hasNext() {
    return items.checkData();
  }

  /** The next item: a map, list, string or null; what a tag says, if it has one. */
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
    return switch (position) {
      case BEFORE -> first();
      case BETWEEN -> between();
      case WITHIN -> within();
      case BEHIND -> parser.getEvent();
    };
  }

  /** Passes the start of the stream, and of a document that is not a list. */
  private Event first() {
    if (parser.checkEvent(Event.ID.StreamStart) || parser.checkEvent(Event.ID.StreamEnd)) {
      return parser.getEvent();
    }
    var start = parser.getEvent();
    isList = parser.checkEvent(Event.ID.SequenceStart);
    if (!isList) {
      position = Position.WITHIN;
      return start;
    }
    requireUntagged((SequenceStartEvent) parser.getEvent());
    position = Position.BETWEEN;
    return between();
  }

  /** Refuses a list with a tag of another type. */
  private static void requireUntagged(SequenceStartEvent list) {
    if (list.getTag() != null && !list.getTag().equals(Tag.SEQ.getValue())) {
      throw new PromptFileRefused(
          "Invalid YAML at line %d.".formatted(list.getStartMark().getLine() + 1));
    }
  }

  private Event between() {
    var at = parser.peekEvent();
    if (!at.is(Event.ID.SequenceEnd)) {
      position = Position.WITHIN;
      return new DocumentStartEvent(at.getStartMark(), at.getStartMark(), false, null, Map.of());
    }
    parser.getEvent();
    parser.getEvent();
    end();
    return parser.getEvent();
  }

  /** Checks that there is only one document. */
  private void end() {
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      throw new PromptFileRefused("Invalid YAML: the file contains more than one document.");
    }
    position = Position.BEHIND;
  }

  private Event within() {
    if (depth == 0 && events > 0) {
      return endOfItem();
    }
    if (++events > MAX_EVENTS) {
      throw new PromptFileRefused(
          "An order is too large: at most %d values are allowed.".formatted(MAX_EVENTS));
    }
    var event = parser.getEvent();
    depth += event.is(Event.ID.SequenceStart) || event.is(Event.ID.MappingStart) ? 1 : 0;
    depth -= event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd) ? 1 : 0;
    return resolved(event);
  }

  private Event endOfItem() {
    events = 0;
    if (isList) {
      position = Position.BETWEEN;
      var at = parser.peekEvent().getStartMark();
      return new DocumentEndEvent(at, at, false);
    }
    var event = parser.getEvent();
    end();
    return event;
  }

  private Event resolved(Event event) {
    if (event instanceof AliasEvent alias) {
      var text = anchors.get(alias.getAnchor());
      if (text == null) {
        throw new PromptFileRefused("Invalid YAML: an alias does not refer to a string.");
      }
      return scalar(text.at(alias));
    }
    if (!(event instanceof ScalarEvent text)) {
      return event;
    }
    if (text.getAnchor() != null) {
      anchors.put(text.getAnchor(), new Anchored(text));
      if (anchors.size() > MOST_ANCHORS) {
        throw new PromptFileRefused(
            "Invalid YAML: the file contains more than %d anchors.".formatted(MOST_ANCHORS));
      }
    }
    return scalar(text);
  }

  private static ScalarEvent scalar(ScalarEvent text) {
    boolean isString = text.getValue().length() > MAX_NUMBER_LENGTH;
    return new ScalarEvent(
        text.getAnchor(),
        isString ? null : text.getTag(),
        isString ? new ImplicitTuple(false, true) : text.getImplicit(),
        text.getValue(),
        text.getStartMark(),
        text.getEndMark(),
        text.getScalarStyle());
  }
}
