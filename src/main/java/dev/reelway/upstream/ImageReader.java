package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the answers of upstreams that make images in a stream, and passes the unfinished images on
 * while they render.
 */
public final class ImageReader {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  private final BiConsumer<String, PartialImage> listener;
  private final InlineFiles inlineFiles;

  /**
   * @param listener receives the id of the job and each unfinished image; it must not wait
   * @param inlineFiles keeps the finished images
   */
  public ImageReader(BiConsumer<String, PartialImage> listener, InlineFiles inlineFiles) {
    this.listener = listener;
    this.inlineFiles = inlineFiles;
  }

  /**
   * Reads an answer to its end, and answers what it would be without a stream: the same JSON that
   * an upstream sends which does not stream, with links in place of its images as {@link
   * InlineFiles#spool} makes them. The connection is closed when the exchange ends.
   *
   * @param answer the response body as a stream
   * @param count how many images were ordered
   * @param job the id of the job
   * @throws IOException if the stream breaks off or ends without an image
   */
  public JsonNode read(InputStream answer, int count, String job, Exchange exchange)
      throws IOException {
    SseReader.closeWith(exchange, answer);
    var events = new SseReader(answer, BoundedJson.LONGEST);
    var reply = new ImageReply(events, count, base64 -> inlineFiles.keep(base64, exchange));
    try {
      while (reply.hasNext()) {
        var partial = reply.next();
        if (partial != null) {
          listener.accept(job, partial);
        }
      }
    } catch (IOException broken) {
      if (!reply.hasImage()) {
        throw broken;
      }
      LOG.warn("{}: not all of its images have come: {}", job, broken.toString());
    }
    return reply.last();
  }
}
