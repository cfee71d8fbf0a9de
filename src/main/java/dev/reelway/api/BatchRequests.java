package dev.reelway.api;

import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatchIntake;
import dev.reelway.intake.BatchDefaults;
import dev.reelway.library.ContentStore;
import dev.reelway.library.ObjectIds;
import dev.reelway.library.StoredFile;
import dev.reelway.licence.Licence;
import dev.reelway.licence.Scope;
import dev.reelway.order.Metadata;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/batches}. Batches of other licences count as unknown. */
public final class BatchRequests {

  private static final Map<String, Scope> ENDPOINTS = endpoints();
  private static final List<String> PARAMETERS =
      List.of(
          "completion_window",
          "defaults",
          "endpoint",
          "input_file_id",
          "metadata",
          "output_expires_after");
  private static final String USUAL_WINDOW = "24h";
  private static final Duration LONGEST_WINDOW = Duration.ofHours(24);
  private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,3})([mh])");

  private final RequestReader reader;
  private final ApiBatchIntake batches;
  private final BatchDefaults batchDefaults;
  private final ContentStore contentStore;
  private final SignedLinks signedLinks;
  private final LinkLicences linkLicences;
  private final Clock clock;

  BatchRequests(
      RequestReader reader,
      ApiBatchIntake batches,
      BatchDefaults batchDefaults,
      ContentStore contentStore,
      SignedLinks signedLinks,
      LinkLicences linkLicences,
      Clock clock) {
    this.reader = reader;
    this.batches = batches;
    this.batchDefaults = batchDefaults;
    this.contentStore = contentStore;
    this.signedLinks = signedLinks;
    this.linkLicences = linkLicences;
    this.clock = clock;
  }

  private static Map<String, Scope> endpoints() {
    var all = new LinkedHashMap<String, Scope>();
    all.put("/v1/videos", Scope.VIDEOS);
    all.put("/v1/images/generations", Scope.IMAGES);
    all.put("/v1/images/edits", Scope.IMAGES);
    return all;
  }

  /**
   * The batch that a create request describes. Without an endpoint it is one of videos, and without
   * a window one of 24 hours.
   */
  public ApiBatch batch(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence)
      throws IOException {
    var parameters = reader.read(opaqueRequest.request());
    UnknownParameter.check(parameters, PARAMETERS);
    var endpoint = endpoint(parameters, licence);
    var given = parameters.text("completion_window");
    var window = given == null ? USUAL_WINDOW : given;
    var open = window(window);
    var metadata = Metadata.of(parameters);
    var defaults = batchDefaults.of(parameters, endpoint);
    var keep = ExpiryParameter.of(parameters, "output_expires_after");
    var input = input(parameters, licence);
    var now = clock.instant();
    return new ApiBatch(
        ObjectIds.next("batch_", now.toEpochMilli()),
        licence.name(),
        input.id(),
        input.sha256(),
        input.name(),
        endpoint,
        window,
        metadata,
        defaults,
        signedLinks.base(opaqueRequest.request()),
        keep,
        now,
        now.plus(open),
        ApiBatch.Progress.NONE);
  }

  private static String endpoint(Parameters parameters, Licence licence) {
    var given = parameters.text("endpoint");
    var endpoint = given == null ? "/v1/videos" : given;
    var scope = ENDPOINTS.get(endpoint);
    if (scope == null) {
      throw new OrderRefused(
          "endpoint", "endpoint must be one of " + String.join(", ", ENDPOINTS.keySet()));
    }
    licence.requireScope(scope);
    return endpoint;
  }

  private static Duration window(String text) {
    var window = WINDOW.matcher(text);
    if (window.matches()) {
      long count = Long.parseLong(window.group(1));
      var open = window.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofMinutes(count);
      if (open.compareTo(LONGEST_WINDOW) <= 0) {
        return open;
      }
    }
    throw new OrderRefused(
        "completion_window",
        "completion_window must be a duration from 1m to 24h, for example 24h");
  }

  private StoredFile input(Parameters parameters, Licence licence) {
    var id = parameters.text("input_file_id");
    if (id == null || id.isEmpty()) {
      throw new OrderRefused("input_file_id", "input_file_id is required");
    }
    var file =
        contentStore
            .file(id, licence.name(), clock.instant())
            .orElseThrow(() -> new OrderRefused("input_file_id", "input_file_id: no such file"));
    if (!file.purpose().equals("batch")) {
      throw new OrderRefused("input_file_id", "input_file_id must be a file with purpose batch");
    }
    if (file.type().startsWith("image/")) {
      throw new OrderRefused(
          "input_file_id",
          "input_file_id must be a file with orders: %s is an image".formatted(file.name()));
    }
    if (contentStore.use(file.sha256(), clock.instant()).isEmpty()) {
      throw new OrderRefused(
          "input_file_id",
          "input_file_id: the content of this file is in a sink that is not configured. Upload the"
              + " file again.");
    }
    return file;
  }

  /** The batch with this id. */
  public ApiBatch find(@Header("id") String id, @Variable("licence") Licence licence) {
    var known = BatchObject.isId(id) ? batches.find(id, licence.name()).orElse(null) : null;
    if (known == null) {
      throw RequestRefused.unknownBatch(id.length() > 64 ? id.substring(0, 64) + "…" : id);
    }
    return known;
  }

  /** The batch whose lines are to be listed, which is done in the order of its file only. */
  public ApiBatch listed(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var query = PageRequest.known(reader.query(opaqueRequest.request()), "format", "status");
    PageRequest.requireOrder(query, "asc");
    return find(id, licence);
  }

  /** Cancels a batch. A batch that has already ended is refused. */
  public ApiBatch cancel(@Header("id") String id, @Variable("licence") Licence licence) {
    var batch = find(id, licence);
    var status = BatchObject.status(batch);
    if (batch.progress().closed() != null && !status.equals("cancelled")) {
      throw new RequestRefused(
          400,
          "id",
          "batch_ended",
          "Batch %s is %s and can no longer be cancelled.".formatted(id, status));
    }
    batches.cancel(batch);
    return find(id, licence);
  }

  /** The batch whose report a signed link opens, as long as its licence is in force. */
  public ApiBatch linked(@Header("seal") String seal, @Header("name") String name) {
    var id = signedLinks.reported(seal, name);
    var batch = batches.findLinked(id).orElseThrow(() -> RequestRefused.unknownBatch(id));
    linkLicences.requireInForce(batch.licence());
    return batch;
  }

  /** The input file of a batch whose lines are listed; refused if it is no longer stored. */
  public Asset input(ApiBatch batch) {
    return contentStore
        .asset(batch.inputSha256())
        .orElseThrow(() -> RequestRefused.inputGone(batch.id()));
  }

  /** A batch as the API returns it. */
  public BatchObject show(
      @Body ApiBatch batch, @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest) {
    return shown(batch, signedLinks.base(opaqueRequest.request()));
  }

  private BatchObject shown(ApiBatch batch, String base) {
    return BatchObject.of(batch, signedLinks.report(batch.id(), base));
  }

  /** One page of the licence's batches, newest first. */
  public Page<BatchObject> list(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var query = PageRequest.known(reader.query(opaqueRequest.request()));
    PageRequest.requireOrder(query, "desc");
    var page = PageRequest.of(query, BatchObject::isId);
    var found = batches.list(licence.name(), page.after(), page.limit() + 1);
    var base = signedLinks.base(opaqueRequest.request());
    return Page.of(
        found.stream().map(one -> shown(one, base)).toList(), page.limit(), BatchObject::id);
  }
}
