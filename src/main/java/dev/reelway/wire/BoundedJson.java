package dev.reelway.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * The one source of parsers for JSON that comes from outside: a document has at most {@value
 * #MOST_TOKENS} tokens, {@value #DEEPEST} levels and {@value #LONGEST} bytes, however long one text
 * in it is, and a number 1,000 digits. What has more is refused while it is read, before it becomes
 * a tree in memory.
 */
public final class BoundedJson {

  /** Levels of a document. */
  public static final int DEEPEST = 64;

  /** Names, values, and the brackets around them, in one document. */
  public static final int MOST_TOKENS = 100_000;

  /** Bytes, or characters, of a document. */
  public static final int LONGEST = 64 << 20;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxTokenCount(MOST_TOKENS)
          .maxDocumentLength(LONGEST)
          .maxStringLength(LONGEST)
          .build();

  private BoundedJson() {}

  /** Makes bounded parsers. */
  public static JsonFactory factory() {
    return builder().build();
  }

  /** The same, for whoever is stricter. */
  public static JsonFactoryBuilder builder() {
    return new JsonFactoryBuilder().streamReadConstraints(BOUNDS);
  }

  /**
   * Makes parsers of long lists, whose items are bounded by whoever reads them, see {@link
   * BoundedItems}.
   */
  static JsonFactoryBuilder ofLists() {
    var unbounded = BOUNDS.rebuild().maxTokenCount(Long.MAX_VALUE).build();
    return new JsonFactoryBuilder().streamReadConstraints(unbounded);
  }
}
