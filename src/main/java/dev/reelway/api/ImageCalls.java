package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.library.Draft;
import dev.reelway.licence.Licence;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/images}, whose callers wait for the images. */
public final class ImageCalls {

  /** The parameters in which clients send the images to edit. */
  private static final List<String> IMAGE_PARAMETERS = List.of("image", "images", "image_url");

  private static final List<String> FORMATS = List.of("url", "b64_json");

  private final CallReader reader;
  private final Ordering ordering;
  private final OwnFiles files;
  private final Waiting waiting;

  ImageCalls(CallReader reader, Ordering ordering, OwnFiles files, Waiting waiting) {
    this.reader = reader;
    this.ordering = ordering;
    this.files = files;
    this.waiting = waiting;
  }

  /** The order of a generation request; one with images is an edit. */
  public Draft generation(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    waiting.enter(licence, sealed.call());
    var parameters = reader.read(sealed.call());
    exchange.setVariable("format", format(parameters));
    var order = ordering.image(parameters, sealed, response);
    return new Draft(order, files.pictures(sealed.call(), parameters, IMAGE_PARAMETERS));
  }

  /** The order of an edit request; one without an image is refused. */
  public Draft edit(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws IOException {
    var draft = generation(sealed, response, licence, exchange);
    if (!draft.hasPictures()) {
      throw new OrderRefused(
          "image", "image is required: send 1 to 16 images as files, URLs or file_ids");
    }
    return draft;
  }

  static String format(Wishes parameters) {
    var text = parameters.text("response_format");
    var format = text == null || text.isEmpty() ? "url" : text;
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
