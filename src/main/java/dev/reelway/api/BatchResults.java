package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatchLine;
import dev.reelway.intake.ApiBatchLines;
import dev.reelway.intake.ApiBatchLines.Source;
import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.SpoolFolder;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Answers the lines of a batch with what has become of them so far: a page of them as JSON, or all
 * of them as CSV or as the report page that inboxes have.
 */
public final class BatchResults {

  private static final int MAX_PAGE = 100;

  private final RequestReader reader;
  private final ApiBatchLines lines;
  private final SignedLinks signedLinks;
  private final SpoolFolder spoolFolder;
  private final Clock clock;
  private final String media;
  private final BatchReadings readings = new BatchReadings();

  /**
   * @param media where files are served besides this server, as sources of a
   *     Content-Security-Policy; empty for nowhere
   */
  BatchResults(
      RequestReader reader,
      ApiBatchLines lines,
      SignedLinks signedLinks,
      SpoolFolder spoolFolder,
      Clock clock,
      String media) {
    this.reader = reader;
    this.lines = lines;
    this.signedLinks = signedLinks;
    this.spoolFolder = spoolFolder;
    this.clock = clock;
    this.media = media;
  }

  /** Writes an answer. */
  private interface Content {

    void write(Writer out) throws IOException;
  }

  /**
   * Answers in the form that {@code format} names: {@code json}, {@code csv} or {@code html}. The
   * body is the opened input file, if there is one.
   */
  public void send(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("batch") ApiBatch batch,
      Exchange exchange)
      throws IOException {
    var call = opaqueRequest.request();
    var query = reader.query(call);
    var format = query.text("format");
    switch (format == null ? "json" : format) {
      case "json" -> ApiResponses.json(exchange, 200, page(query, call, batch, exchange));
      case "csv" -> csv(StatusFilter.of(call), call, response, batch, exchange);
      case "html" -> report(opaqueRequest, response, batch, null, exchange);
      default -> throw new OrderRefused("format", "format must be json, csv or html");
    }
  }

  /** The batch with its opened file; refused if somebody has removed that from its sink. */
  private static Source source(ApiBatch batch, Exchange exchange) {
    if (!batch.isReadable()) {
      return new Source(batch, null);
    }
    var input = exchange.getMessage().getBody(Resource.class);
    if (!input.exists()) {
      throw RequestRefused.inputGone(batch.id());
    }
    return new Source(batch, input);
  }

  private static boolean isAsked(ApiBatchLine line, Set<String> statuses) {
    return statuses.isEmpty() || statuses.contains(BatchResultObject.status(line));
  }

  private Page<BatchResultObject> page(
      Parameters query, HttpServletRequest call, ApiBatch batch, Exchange exchange)
      throws IOException {
    var page = PageRequest.of(query, MAX_PAGE, MAX_PAGE, ApiBatchLine::isId);
    var statuses = StatusFilter.of(call);
    var base = signedLinks.base(call);
    var found = new ArrayList<BatchResultObject>();
    var source = source(batch, exchange);
    ApiBatchLines.Reader taken =
        line -> {
          if (isAsked(line, statuses)) {
            found.add(shown(line, base));
          }
          return found.size() <= page.limit();
        };
    readings.run(() -> lines.read(source, page.after(), exchange, taken));
    return Page.of(found, page.limit(), BatchResultObject::id);
  }

  private BatchResultObject shown(ApiBatchLine line, String base) {
    return BatchResultObject.of(line, file -> signedLinks.link(file, base), clock.instant());
  }

  private void csv(
      Set<String> statuses,
      HttpServletRequest call,
      HttpServletResponse response,
      ApiBatch batch,
      Exchange exchange)
      throws IOException {
    var source = source(batch, exchange);
    var base = signedLinks.base(call);
    response.setContentType("text/csv; charset=utf-8");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"%s.csv\"".formatted(batch.id()));
    send(
        call,
        response,
        exchange,
        out -> {
          var table = new BatchResultTable(out);
          lines.read(
              source,
              null,
              exchange,
              line -> {
                if (isAsked(line, statuses)) {
                  table.add(shown(line, base));
                }
                return true;
              });
        });
  }

  /**
   * Answers the report page.
   *
   * @param seal that of the link to the page, with which its links expire; null if it has none
   */
  public void report(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("batch") ApiBatch batch,
      @Header("seal") @Nullable String seal,
      Exchange exchange)
      throws IOException {
    var source = source(batch, exchange);
    var call = opaqueRequest.request();
    var base = signedLinks.base(call);
    Function<Asset, String> links =
        file -> seal == null ? signedLinks.link(file, base) : signedLinks.link(file, base, seal);
    response.setContentType("text/html; charset=utf-8");
    var images = " " + URI.create(base).resolve("/").toString().replaceFirst("/$", "") + media;
    response.setHeader(EntryAdapter.POLICY, ApiBatchLines.reportPolicy(images));
    send(call, response, exchange, out -> lines.report(source, links, images, exchange, out));
  }

  /** Unpaired surrogates become question marks. */
  private static Writer writer(Path file) throws IOException {
    return new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), UTF_8));
  }

  /** The whole is written to a temporary file first: until then, a failure is answered as one. */
  private void send(
      HttpServletRequest call, HttpServletResponse response, Exchange exchange, Content content)
      throws IOException {
    var whole = spoolFolder.emptyFile();
    exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(whole));
    readings.run(
        () -> {
          try (var out = writer(whole.path())) {
            content.write(out);
          }
        });
    response.setHeader("Cache-Control", "private, no-store");
    long bytes = Files.size(whole.path());
    CallerConnection.prepareForFile(call, response, bytes);
    response.setContentLengthLong(bytes);
    try {
      Files.copy(whole.path(), response.getOutputStream());
      response.flushBuffer();
    } catch (IOException left) {
      AssetSender.fail(call, response, left);
    }
    ApiResponses.written(exchange, 200);
  }
}
