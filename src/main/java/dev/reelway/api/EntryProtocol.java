package dev.reelway.api;

import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * How HTTP comes in, before any filter: Tomcat's protocol with limits for connections, see {@link
 * EntryEndpoint}, and with headers on every response, see {@link EntryAdapter}. Tomcat makes it by
 * its name.
 *
 * <p>Thousands of callers may follow their videos, each with buffers of its own as long as the
 * request is open. So these have room for what most requests and responses need; a response that
 * needs more asks for it by {@link jakarta.servlet.ServletResponse#setBufferSize}.
 */
public final class EntryProtocol extends Http11NioProtocol {

  /** How much of a response is put together before it is sent; Tomcat's own is 8 KB, and twice. */
  private static final int RESPONSE_BUFFER = 2 * 1024;

  /** No client of ours sends any; Tomcat keeps room for 8 KB. */
  private static final int MOST_TRAILERS = 1024;

  private final EntryEndpoint entryEndpoint;

  public EntryProtocol() {
    this(new EntryEndpoint());
  }

  private EntryProtocol(EntryEndpoint entryEndpoint) {
    super(entryEndpoint);
    this.entryEndpoint = entryEndpoint;
    setMaxTrailerSize(MOST_TRAILERS);
  }

  @Override
  public int getDesiredBufferSize() {
    return RESPONSE_BUFFER;
  }

  /**
   * Limits the connections, so that their requests fit the heap whatever they do, and one address
   * leaves room for others. Idle ones take little; so there may be half as many again.
   *
   * @param mostPerAddress how many connections an address may hold; the next one is closed at once
   * @param mostCalls for how many requests the heap has room
   */
  void limit(int mostPerAddress, int mostCalls) {
    setMaxConnections(Math.min(getMaxConnections(), mostCalls + mostCalls / 2));
    entryEndpoint.limitPerAddress(Math.min(mostPerAddress, mostCalls - mostCalls / 4));
  }

  /** Ends the connection of a request that is under way. */
  void cut(Request request) {
    entryEndpoint.cut(request);
  }

  /** Gives the connection of a request the buffers of one that sends large files. */
  void enlargeBuffers(Request request) {
    entryEndpoint.enlargeBuffers(request);
  }

  @Override
  public void init() throws Exception {
    long mostUnread = getMaxSwallowSize() < 0 ? Long.MAX_VALUE : getMaxSwallowSize();
    adapter = new EntryAdapter(adapter, getConnectionTimeout(), mostUnread);
    super.init();
  }
}
