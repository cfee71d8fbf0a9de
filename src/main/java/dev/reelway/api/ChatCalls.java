package dev.reelway.api;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.library.Draft;
import dev.reelway.library.Source;
import dev.reelway.licence.Licence;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.order.Wishes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Turns a chat request into an order for an image or a video, from its conversation. */
public final class ChatCalls {

  private final CallReader reader;
  private final Ordering ordering;
  private final OwnFiles files;
  private final Waiting waiting;
  private final Talk talk;

  /**
   * @param talk how streams report progress, unless a request says otherwise
   */
  ChatCalls(CallReader reader, Ordering ordering, OwnFiles files, Waiting waiting, Talk talk) {
    this.reader = reader;
    this.ordering = ordering;
    this.files = files;
    this.waiting = waiting;
    this.talk = talk;
  }

  /**
   * Reads the order. The variables {@code stream} and {@code talk} are set to how it is answered.
   */
  public Draft order(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    var call = sealed.call();
    waiting.enter(licence, call);
    var all = reader.read(call);
    exchange.setVariable("stream", Boolean.TRUE.equals(all.flag("stream")));
    exchange.setVariable("talk", Talk.read(all.text("progress")).orElse(talk));
    var conversation = Conversation.of(all.get("messages"), files.sources(call));
    var parameters =
        all.without("stream")
            .without("messages")
            .with("prompt", TextNode.valueOf(conversation.prompt()));
    var start = start(conversation, call, licence);
    if (ordering.asksForImages(parameters)) {
      return new Draft(ordering.image(parameters, sealed, response), images(conversation, start));
    }
    return start
        .filter(job -> job.order() instanceof VideoOrder)
        .map(video -> remix(parameters, video, sealed, response))
        .orElseGet(
            () ->
                new Draft(
                    ordering.video(parameters, sealed, response), images(conversation, start)));
  }

  private Draft remix(Wishes parameters, Job video, Sealed sealed, HttpServletResponse response) {
    return ordering.remixed(ordering.remix(parameters, video, sealed, response), video, "messages");
  }

  /** The job the assistant linked to last, unless the user's message brings images of its own. */
  private Optional<Job> start(Conversation conversation, HttpServletRequest call, Licence licence) {
    return conversation.pictures().isEmpty()
        ? conversation.earlier().stream()
            .flatMap(text -> files.linkedIn(text, call, licence).stream())
            .filter(job -> job.state() instanceof Delivered)
            .reduce((before, last) -> last)
        : Optional.empty();
  }

  private static List<Source> images(Conversation conversation, Optional<Job> start) {
    return start
        .filter(job -> job.order() instanceof ImageOrder)
        .map(job -> ((Delivered) job.state()).first())
        .map(file -> List.<Source>of(new Source.Rendered("messages", file)))
        .orElse(conversation.pictures());
  }
}
