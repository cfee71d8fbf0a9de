package dev.reelway.library;

import dev.reelway.net.Downloader;
import dev.reelway.net.OpenDownload;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.apache.camel.Exchange;

/** Fetches the links of orders while their callers wait: all of one order within one time. */
public final class LinkDownloads {

  private final Downloader downloader;
  private final Clock clock;

  LinkDownloads(Downloader downloader, Clock clock) {
    this.downloader = downloader;
    this.clock = clock;
  }

  /** The time that the links of an order have from now on. */
  public LinkTime begin() {
    return LinkTime.from(clock.instant());
  }

  /**
   * Starts the download of a link.
   *
   * @param param the parameter that holds it
   * @param largest the maximum size in bytes
   * @param exchange its variable {@code linkTime} is the time that its order has; without it, no
   *     caller waits
   * @throws OrderRefused if that is over
   */
  OpenDownload open(String param, URI link, long largest, Exchange exchange) throws IOException {
    var linkTime = exchange.getVariable("linkTime", LinkTime.class);
    var left = linkTime == null ? LinkTime.ALL : linkTime.left(clock.instant());
    if (!left.isPositive()) {
      throw new OrderRefused(
          param,
          "%s cannot be fetched: the links of an order may take %d seconds together"
              .formatted(param, LinkTime.ALL.toSeconds()));
    }
    return downloader.openWithin(link, largest, left);
  }
}
