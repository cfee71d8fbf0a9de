package dev.reelway.library;

import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.media.VideoInfo;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;

/**
 * A source video that has been read and checked.
 *
 * @param order the order that is made of it
 * @param location where its bytes are stored, or will be
 */
public record ReceivedVideo(
    VideoOrder order, StoredContent content, SpoolFile bytes, ReservedLocation location)
    implements Upload {

  static ReceivedVideo of(
      VideoOrder order, VideoInfo info, SpoolFile file, ContentStore contentStore, Instant now) {
    var content = new StoredContent(info.sha256(), info.type(), info.bytes(), null, null);
    return new ReceivedVideo(order, content, file, contentStore.reserve(content, now));
  }

  @Override
  public boolean isNew() {
    return location.isNew();
  }

  @Override
  public AssetLocation target() {
    return location.assetLocation();
  }

  @Override
  public Asset asset() {
    return content.at(location.assetLocation());
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(bytes.path());
  }
}
