package dev.reelway.api;

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

  /** Limits how many connections one address may hold; the next one is closed at once. */
  void limitPerAddress(int most) {
    entryEndpoint.limitPerAddress(most);
  }

  @Override
  public void init() throws Exception {
    adapter = new EntryAdapter(adapter, getConnectionTimeout());
    super.init();
  }
}
