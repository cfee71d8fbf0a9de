package dev.reelway.api;

import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * How HTTP comes in, before any filter: Tomcat's protocol with limits for connections, see {@link
 * EntryEndpoint}, and with headers on every response, see {@link EntryAdapter}. Tomcat makes it by
 * its name.
 */
public final class EntryProtocol extends Http11NioProtocol {

  private final EntryEndpoint entryEndpoint;

  public EntryProtocol() {
    this(new EntryEndpoint());
  }

  private EntryProtocol(EntryEndpoint entryEndpoint) {
    super(entryEndpoint);
    this.entryEndpoint = entryEndpoint;
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
