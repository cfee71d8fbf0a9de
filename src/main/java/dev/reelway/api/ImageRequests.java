package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.library.OrderDraft;
import dev.reelway.licence.Licence;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/images}, whose callers wait for the images. */
public final class ImageRequests {

  private static final List<String> FORMATS = List.of("url", "b64_json");

  private final RequestReader reader;
  private final OrderFactory orderFactory;
  private final LinkedFiles files;
  private final RequestWaits requestWaits;

  ImageRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      LinkedFiles files,
      RequestWaits requestWaits) {
    this.reader = reader;
    this.orderFactory = orderFactory;
    this.files = files;
    this.requestWaits = requestWaits;
  }

  /** The order of a generation request; one with images is an edit. */
  public OrderDraft generation(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    requestWaits.enter(licence, opaqueRequest.request());
    var all = reader.read(opaqueRequest.request());
    var parameters = OrderParameters.without(all, OrderParameter.STREAM);
    var order = streamed(orderFactory.image(parameters, opaqueRequest, response), all);
    answerBy(order, all, opaqueRequest.request(), exchange);
    return OrderDraft.of(order, files.images(opaqueRequest.request(), parameters, licence));
  }

  /** Unfinished images are ordered for a stream only, as engines charge for them. */
  private static ImageOrder streamed(ImageOrder order, Parameters given) {
    var parameters = OrderParameters.canonical(given);
    var partial = parameters.integer("partial_images", OrderParameter.PARTIAL_IMAGES.allowed());
    boolean isStream = Boolean.TRUE.equals(parameters.bool("stream"));
    return isStream && partial != null && partial > 0 ? order.withPartialImages(partial) : order;
  }

  /** The order of an edit request; one without an image is refused. */
  public OrderDraft edit(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    var orderDraft = generation(opaqueRequest, response, licence, exchange);
    if (!orderDraft.hasImages()) {
      throw new OrderRefused(
          "image", "image is required: send 1 to 16 images as files, URLs or file_ids");
    }
    return orderDraft;
  }

  /**
   * Sets the variables {@code format}, {@code stream} and {@code respondAsync}: how the images are
   * answered, and whether the caller prefers not to wait for them (RFC 7240).
   */
  static void answerBy(
      ImageOrder order, Parameters given, HttpServletRequest call, Exchange exchange) {
    var parameters = OrderParameters.canonical(given);
    exchange.setVariable("format", format(order, parameters));
    exchange.setVariable("stream", Boolean.TRUE.equals(parameters.bool("stream")));
    exchange.setVariable("respondAsync", prefersAsync(call));
  }

  /** Whether the caller of an image request prefers not to wait (RFC 7240). */
  static boolean prefersAsync(HttpServletRequest call) {
    return Collections.list(call.getHeaders("Prefer")).stream()
        .flatMap(header -> Stream.of(header.split("[,;]")))
        .anyMatch(one -> one.strip().equalsIgnoreCase("respond-async"));
  }

  /** How the images are answered: with links, or as base64. */
  private static String format(ImageOrder order, Parameters parameters) {
    if (order.isAnsweredInline()) {
      return "b64_json";
    }
    var text = parameters.text("response_format");
    var format = text == null ? "url" : text;
    if (!FORMATS.contains(format)) {
      throw new OrderRefused("response_format", "response_format must be url or b64_json");
    }
    return format;
  }

  /** The files of the job that the request waited for. */
  public List<?> files(@Variable("job") Job job) {
    return ((Delivered) job.state()).files();
  }
}
