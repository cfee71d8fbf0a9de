package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;

/** Reads the responses of upstreams that make videos and images through chat completions. */
public final class ChatReader {

  /**
   * Starts to read a response. The connection is closed when the exchange ends, in any way, without
   * reading the rest.
   *
   * @param answer the response body as a stream
   * @param request the request that it answers
   */
  public ChatReply open(InputStream answer, JsonNode request, Exchange exchange) {
    SseReader.closeWith(exchange, answer);
    return new ChatReply(new SseReader(answer), request);
  }

  /**
   * Reads the next event and reports the progress; the task is null until the upstream accepts the
   * order.
   */
  public Report next(ChatReply reply) throws IOException {
    return reply.next();
  }

  /** The final report, from the whole reply. */
  public Report last(ChatReply reply) {
    return reply.last();
  }
}
