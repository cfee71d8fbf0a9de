package dev.reelway.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * The only source of parsers for JSON from outside. A document has at most {@value #MOST_TOKENS}
 * tokens, {@value #DEEPEST} levels and {@value #LONGEST} bytes, a number at most 1,000 digits; the
 * length of a string has no limit of its own. Anything larger is refused while it is read, before
 * it is a tree in memory.
 */
public final class BoundedJson {

  /** The most nested levels of a document. */
  public static final int DEEPEST = 64;

  /** The most tokens of a document: names, values, and brackets. */
  public static final int MOST_TOKENS = 100_000;

  /** The most bytes, or characters, of a document. */
  public static final int LONGEST = 64 << 20;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxTokenCount(MOST_TOKENS)
          .maxDocumentLength(LONGEST)
          .maxStringLength(LONGEST)
          .build();

  private BoundedJson() {}

  /** A factory of bounded parsers. */
  public static JsonFactory factory() {
    return builder().build();
  }

  /** A builder of such a factory, for stricter settings. */
  public static JsonFactoryBuilder builder() {
    return PooledJson.builder().streamReadConstraints(BOUNDS);
  }

  /**
   * A builder for parsers of long arrays, whose items must be limited by their reader, see {@link
   * BoundedItems}.
   */
  static JsonFactoryBuilder ofLists() {
    var unbounded = BOUNDS.rebuild().maxTokenCount(Long.MAX_VALUE).build();
    return PooledJson.builder().streamReadConstraints(unbounded);
  }
}
