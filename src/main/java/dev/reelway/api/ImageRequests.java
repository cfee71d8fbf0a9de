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

  private static final String FORMAT = "response_format";
  private static final String LINK = "url";
  private static final String BASE64 = "b64_json";

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

  /**
   * The order of a generation request; one with images is an edit. Whoever accepts it finds in the
   * exchange property {@code respondAsync} whether the caller does not wait for the images.
   */
  public OrderDraft generation(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    var all = reader.read(opaqueRequest.request());
    if (isWaiting(opaqueRequest.request(), all)) {
      requestWaits.enter(licence, opaqueRequest.request());
    }
    var parameters = OrderParameters.without(all, OrderParameter.STREAM);
    var order = streamed(orderFactory.image(parameters, opaqueRequest, response), all);
    answerBy(order, all, opaqueRequest.request(), exchange);
    exchange.setProperty("respondAsync", !isWaiting(opaqueRequest.request(), all));
    return OrderDraft.of(order, files.images(parameters, licence));
  }

  /** Unfinished images are ordered for a stream only, as engines charge for them. */
  private static ImageOrder streamed(ImageOrder order, Parameters given) {
    var parameters = OrderParameters.canonical(given);
    var partial = parameters.integer("partial_images", OrderParameter.PARTIAL_IMAGES.allowed());
    return isStream(parameters) && partial != null && partial > 0
        ? order.withPartialImages(partial)
        : order;
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
   * answered, and whether the caller does not wait for them (RFC 7240). A HEAD, whose body is
   * dropped, neither waits nor reads an image.
   */
  static void answerBy(
      ImageOrder order, Parameters given, HttpServletRequest call, Exchange exchange) {
    var parameters = OrderParameters.canonical(given);
    boolean isHead = call.getMethod().equals("HEAD");
    boolean isStream = isStream(parameters);
    var format = format(order, parameters, isStream);
    exchange.setVariable("format", isHead ? LINK : format);
    exchange.setVariable("stream", isStream && !isHead);
    exchange.setVariable("respondAsync", !isWaiting(call, given));
  }

  /**
   * Whether the caller of an image request waits for the images, as it does not prefer otherwise
   * (RFC 7240), or wants a stream of them.
   */
  static boolean isWaiting(HttpServletRequest call, Parameters given) {
    return !call.getMethod().equals("HEAD")
        && (!prefersAsync(call) || isStream(OrderParameters.canonical(given)));
  }

  private static boolean isStream(Parameters parameters) {
    return Boolean.TRUE.equals(parameters.bool("stream"));
  }

  private static boolean prefersAsync(HttpServletRequest call) {
    return Collections.list(call.getHeaders("Prefer")).stream()
        .flatMap(header -> Stream.of(header.split("[,;]")))
        .anyMatch(one -> one.strip().equalsIgnoreCase("respond-async"));
  }

  /** How the images are answered: with links, or as base64, as the events of a stream are. */
  private static String format(ImageOrder order, Parameters parameters, boolean isStream) {
    var format = parameters.text(FORMAT);
    if (format == null) {
      return isStream || order.isAnsweredInline() ? BASE64 : LINK;
    }
    if (!List.of(LINK, BASE64).contains(format)) {
      throw new OrderRefused(FORMAT, "response_format must be url or b64_json");
    }
    if (isStream && format.equals(LINK)) {
      throw new OrderRefused(
          FORMAT, "response_format must be b64_json or omitted if stream is true");
    }
    return format;
  }

  /** The files of the job that the request waited for. */
  public List<?> files(@Variable("job") Job job) {
    return ((Delivered) job.state()).files();
  }
}
