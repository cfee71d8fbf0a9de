package dev.reelway.api.chat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.api.LinkedFiles;
import dev.reelway.api.LinkedFiles.Linked;
import dev.reelway.api.OpaqueRequest;
import dev.reelway.api.OrderFactory;
import dev.reelway.api.RequestReader;
import dev.reelway.api.RequestWaits;
import dev.reelway.library.ImageSource;
import dev.reelway.library.OrderDraft;
import dev.reelway.library.Reference;
import dev.reelway.licence.Licence;
import dev.reelway.order.IgnoredParameters;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Parameters;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Turns a chat request into an order for an image or a video, from its conversation. */
public final class ChatRequests {

  /** The parameters that only chat has. */
  private static final Set<String> OWN = Set.of("stream", "messages", "progress");

  private final RequestReader reader;
  private final OrderFactory orderFactory;
  private final LinkedFiles files;
  private final RequestWaits requestWaits;
  private final RefusedPrompts refusedPrompts;
  private final ChatStyle chatStyle;

  /**
   * @param refusedPrompts which prompts are no orders
   * @param chatStyle how streams report progress, unless a request says otherwise
   */
  public ChatRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      LinkedFiles files,
      RequestWaits requestWaits,
      RefusedPrompts refusedPrompts,
      ChatStyle chatStyle) {
    this.reader = reader;
    this.orderFactory = orderFactory;
    this.files = files;
    this.requestWaits = requestWaits;
    this.refusedPrompts = refusedPrompts;
    this.chatStyle = chatStyle;
  }

  /**
   * Reads the order. The variables {@code stream}, {@code chatStyle} and {@code chatUsage} are set
   * to how it is answered.
   */
  public OrderDraft order(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    var call = opaqueRequest.request();
    requestWaits.enter(licence, call);
    var all = reader.read(call);
    answerBy(all, exchange);
    var conversation = Conversation.of(all.get("messages"), files.imageSources(licence));
    refusedPrompts.check(conversation.prompt());
    var parameters =
        IgnoredParameters.withoutChat(all)
            .withoutAll(OWN)
            .with("prompt", TextNode.valueOf(conversation.prompt()));
    var sent = sent(conversation, files.images(parameters, licence));
    var start = start(conversation, sent, licence);
    var references = references(conversation, sent, start);
    if (orderFactory.asksForImages(parameters)) {
      return OrderDraft.of(orderFactory.image(parameters, opaqueRequest, response), references);
    }
    return start
        .filter(linked -> linked.job().order() instanceof VideoOrder)
        .map(video -> remix(parameters, video, opaqueRequest, response))
        .orElseGet(
            () ->
                OrderDraft.of(orderFactory.video(parameters, opaqueRequest, response), references));
  }

  /** The references of the user's message, and those of the parameters. */
  private static List<Reference> sent(Conversation conversation, List<Reference> others) {
    return Stream.concat(conversation.images().stream(), others.stream()).toList();
  }

  /**
   * Prepares to answer a repeated request like the first one. The variables {@code stream}, {@code
   * chatStyle} and {@code chatUsage} are set.
   */
  public void repeated(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest, Exchange exchange) {
    answerBy(reader.known(opaqueRequest.request()), exchange);
  }

  private void answerBy(Parameters parameters, Exchange exchange) {
    exchange.setVariable("stream", Boolean.TRUE.equals(parameters.bool("stream")));
    exchange.setVariable(
        "chatStyle", ChatStyle.read(parameters.text("progress")).orElse(chatStyle));
    var options = parameters.get("stream_options");
    exchange.setVariable(
        "chatUsage", options != null && options.path("include_usage").asBoolean(false));
  }

  private OrderDraft remix(
      Parameters parameters,
      Linked video,
      OpaqueRequest opaqueRequest,
      HttpServletResponse response) {
    var order = orderFactory.remix(parameters, video.job(), opaqueRequest, response);
    return orderFactory.remixDraft(order, video.file(), "messages");
  }

  /** The file linked to last, unless the request brings references of its own. */
  private Optional<Linked> start(Conversation conversation, List<Reference> sent, Licence licence) {
    return sent.isEmpty()
        ? files.lastDelivered("messages", conversation.texts(), licence)
        : Optional.empty();
  }

  /** Those sent, or what is linked to last, or earlier files that no result has followed. */
  private static List<Reference> references(
      Conversation conversation, List<Reference> sent, Optional<Linked> start) {
    if (!sent.isEmpty()) {
      return sent;
    }
    return start
        .map(linked -> List.of(new Reference(image(linked), null)))
        .orElseGet(conversation.earlier());
  }

  /** What an image can start from. */
  private static ImageSource image(Linked linked) {
    return switch (linked.job().order()) {
      case ImageOrder image -> new ImageSource.RenderedImage("messages", linked.file());
      case VideoOrder video -> new ImageSource.LastFrame("messages", linked.file());
    };
  }
}
