package dev.reelway.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/**
 * The source of parsers and generators for JSON that many requests read or write. All threads share
 * one small pool of buffers. By default each thread has its own, and the virtual thread of a
 * request would allocate them for one use: that was most of what a read of a job allocated.
 */
public final class PooledJson {

  private PooledJson() {}

  /** A factory whose parsers have the bounds of Jackson itself. */
  public static JsonFactory factory() {
    return builder().build();
  }

  static JsonFactoryBuilder builder() {
    return new JsonFactoryBuilder().recyclerPool(JsonRecyclerPools.sharedBoundedPool());
  }
}
