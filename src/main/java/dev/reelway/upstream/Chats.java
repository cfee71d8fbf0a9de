package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Listens to upstreams that make films and pictures in a chat. */
public final class Chats {

  /**
   * Begins to listen. The line is closed when the exchange is over, however that ends, and whatever
   * the upstream still has to say.
   *
   * @param answer its bytes as they come
   * @param brief the order that it answers
   */
  public ChatReply listen(InputStream answer, JsonNode brief, Exchange exchange) {
    exchange.getExchangeExtension().addOnCompletion(new HangingUp(answer));
    return new ChatReply(new Hearing(answer), brief);
  }

  /** Hears on, and tells how far the order has come; until it is taken on, no task is named. */
  public Report next(ChatReply reply) throws IOException {
    return reply.next();
  }

  /** What all that was said comes to. */
  public Report last(ChatReply reply) {
    return reply.last();
  }

  /** Comes before Camel's own closing, which would hear the stream out. */
  private static final class HangingUp extends SynchronizationAdapter {

    private final InputStream answer;

    HangingUp(InputStream answer) {
      this.answer = answer;
    }

    @Override
    public boolean allowHandover() {
      return false;
    }

    @Override
    public void onDone(Exchange exchange) {
      Hearing.hangUp(answer);
    }
  }
}
