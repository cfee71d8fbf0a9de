package dev.reelway.api;

import dev.reelway.sink.Asset;
import dev.reelway.sink.DirectLink;
import dev.reelway.sink.SinkUnavailable;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Sends a file from a sink to a caller: whole, in ranges, or only the headers (RFC 9110). The ETag
 * is the file's SHA-256. The bytes bypass Camel, which does not support ranges.
 */
public final class AssetSender {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final String FILE = AssetSender.class.getName();

  /** Strict, but it lets browsers show the file by itself, which is a page of theirs. */
  private static final String POLICY = "script-src 'none'; object-src 'none'; base-uri 'none'";

  private final Sender sender = new Sender();

  /** Creates the handler. */
  AssetSender() {
    try {
      sender.setEtagGenerator(file -> ((AssetResource) file).etag());
      sender.afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends the body: the file as a {@link Resource} that the sink has opened. A missing file is
   * refused with 404.
   */
  public void send(Exchange exchange, @Variable("asset") Asset asset)
      throws ServletException, IOException, InvalidPayloadException {
    var opaqueRequest =
        exchange.getMessage().getHeader("CamelHttpServletRequest", OpaqueRequest.class);
    var response =
        exchange.getMessage().getHeader("CamelHttpServletResponse", HttpServletResponse.class);
    var file = exchange.getMessage().getMandatoryBody(Resource.class);
    requirePresent(file, asset);
    try {
      requireLength(file, asset);
      send(opaqueRequest.request(), response, file, asset);
    } catch (IOException failed) {
      fail(opaqueRequest.request(), response, failed);
    }
    ApiResponses.written(exchange, response.getStatus());
  }

  private void send(
      HttpServletRequest call, HttpServletResponse response, Resource file, Asset asset)
      throws ServletException, IOException {
    var assetResource = new AssetResource(file, asset, LicensedRequests.refusal(call));
    response.setHeader("Cache-Control", "private, no-cache");
    switch (Preconditions.of(call, assetResource.etag(), assetResource.lastModified())) {
      case MET -> sendBytes(call, response, file, assetResource);
      case NOT_MODIFIED -> sendTag(response, assetResource);
      case FAILED ->
          throw new RequestRefused(
              412,
              null,
              "precondition_failed",
              "The file does not meet the condition of the request: its ETag is %s."
                  .formatted(assetResource.etag()));
    }
  }

  private static void sendTag(HttpServletResponse response, AssetResource assetResource)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    response.setHeader("ETag", assetResource.etag());
    long modified = assetResource.lastModified();
    if (modified > 0) {
      response.setDateHeader("Last-Modified", modified);
    }
    response.flushBuffer();
  }

  private void sendBytes(
      HttpServletRequest call, HttpServletResponse response, Resource file, AssetResource asset)
      throws ServletException, IOException {
    // A link works for GET only.
    if (file instanceof DirectLink directLink && call.getMethod().equals("GET")) {
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", directLink.link(asset.type()).toString());
      response.setHeader("Cache-Control", "private, no-store");
      response.setContentLength(0);
      response.flushBuffer();
    } else {
      send(call, response, asset);
    }
  }

  /** Refuses a file that somebody has removed from its sink, and logs that. */
  static void requirePresent(Resource file, Asset asset) {
    if (!file.exists()) {
      LOG.warn("{} is no longer in the sink {}", asset.key(), asset.sink());
      throw new RequestRefused(404, "id", "content_gone", "The file is no longer in its sink.");
    }
  }

  /** A file whose length differs from the stored one has a different digest too. */
  private static void requireLength(Resource file, Asset asset) throws IOException {
    if (file.contentLength() != asset.bytes()) {
      throw new IOException(
          "%s has %d bytes instead of %d"
              .formatted(asset.key(), file.contentLength(), asset.bytes()));
    }
  }

  /**
   * Before the first byte, the request fails with an error. After it, the connection is closed, so
   * that the caller does not take a part for the whole file.
   */
  static void fail(HttpServletRequest call, HttpServletResponse response, IOException failed)
      throws IOException {
    if (response.isCommitted()) {
      SyncHandlerAdapter.closeConnection(call, failed);
      return;
    }
    var kept = new LinkedHashMap<String, Collection<String>>();
    response.getHeaderNames().stream()
        .filter(AssetSender::staysWithAnError)
        .forEach(name -> kept.put(name, List.copyOf(response.getHeaders(name))));
    response.reset();
    kept.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    throw failed instanceof SinkUnavailable
        ? failed
        : new SinkUnavailable("The file cannot be read from its sink.", failed);
  }

  private static boolean staysWithAnError(String header) {
    return EntryAdapter.isHeader(header)
        || BrowserAccess.isHeader(header)
        || RequestLimiter.isHeader(header);
  }

  private void send(HttpServletRequest call, HttpServletResponse response, AssetResource file)
      throws ServletException, IOException {
    call.setAttribute(FILE, file);
    boolean sends = call.getMethod().equals("GET");
    CallerConnection.prepareForFile(call, response, sends ? file.contentLength() : 0);
    response.setHeader(EntryAdapter.POLICY, POLICY);
    sender.handleRequest(new Ranges(call, file), response);
    response.flushBuffer();
  }

  /** Spring's handler for static files, applied to files of a sink. */
  private static final class Sender extends ResourceHttpRequestHandler {

    @Override
    protected Resource getResource(HttpServletRequest request) {
      return (Resource) request.getAttribute(FILE);
    }

    @Override
    protected MediaType getMediaType(HttpServletRequest request, Resource resource) {
      return MediaType.parseMediaType(((AssetResource) resource).type());
    }
  }

  /**
   * The request without its conditions, which are met, and with the ranges that apply, see {@link
   * ByteRanges}. None apply to a HEAD, to a file that is not the one that {@code If-Range} names
   * (Spring ignores {@code If-Range}), and several ones to a stream that can be read only once: the
   * whole file is sent instead.
   */
  private static final class Ranges extends HttpServletRequestWrapper {

    private final @Nullable String range;

    Ranges(HttpServletRequest call, AssetResource file) throws IOException {
      super(call);
      var asked = Collections.list(call.getHeaders("Range"));
      boolean applies = asked.size() == 1 && !call.getMethod().equals("HEAD") && isSame(call, file);
      var ranges = applies ? ByteRanges.of(asked.getFirst(), file.contentLength()) : null;
      this.range = ranges != null && ranges.contains(",") && file.isOpen() ? null : ranges;
    }

    /** A weak tag names no bytes, and a date only the very time that we send. */
    private static boolean isSame(HttpServletRequest call, AssetResource file) throws IOException {
      var condition = call.getHeader("If-Range");
      return condition == null
          || condition.equals(file.etag())
          || (!condition.contains("\"") && isTime(call, file.lastModified()));
    }

    private static boolean isTime(HttpServletRequest call, long modified) {
      try {
        return modified > 0 && call.getDateHeader("If-Range") == modified / 1_000 * 1_000;
      } catch (IllegalArgumentException malformed) {
        return false;
      }
    }

    @Override
    public @Nullable String getHeader(String name) {
      if (isRange(name)) {
        return range;
      }
      return Preconditions.isField(name) ? null : super.getHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
      return Preconditions.isField(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      if (isRange(name)) {
        return Collections.enumeration(range == null ? List.of() : List.of(range));
      }
      return Preconditions.isField(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private static boolean isRange(String name) {
      return name.equalsIgnoreCase("Range");
    }
  }
}
