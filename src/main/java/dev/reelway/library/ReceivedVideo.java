package dev.reelway.library;

import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.media.VideoInfo;
import dev.reelway.order.VideoOrder;
import java.time.Instant;

/**
 * A source video that has been read and checked.
 *
 * @param order the order that is made of it
 * @param location where its bytes are stored, or will be
 */
public record ReceivedVideo(
    VideoOrder order, StoredContent storedContent, SpoolFile bytes, ReservedLocation location)
    implements Upload {

  static ReceivedVideo of(
      VideoOrder order, VideoInfo info, SpoolFile file, ContentStore contentStore, Instant now) {
    var content = new StoredContent(info.sha256(), info.type(), info.bytes(), null, null);
    return new ReceivedVideo(order, content, file, contentStore.reserve(content, now));
  }
}
