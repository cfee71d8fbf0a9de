package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.library.ContentStore;
import dev.reelway.library.ContentStore.FilePage;
import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.library.StoredContent;
import dev.reelway.library.StoredFile;
import dev.reelway.library.Upload;
import dev.reelway.library.UploadSpace;
import dev.reelway.licence.Licence;
import dev.reelway.media.ImageChecker;
import dev.reelway.media.ImageRefused;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import dev.reelway.sink.Asset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Handles requests under {@code /v1/files}. Files of other licences count as unknown. */
public final class FileRequests {

  private static final List<String> PARAMETERS = List.of("expires_after", "file", "purpose");
  private static final List<String> PURPOSES =
      List.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");

  /** The purpose of files that this service writes: it can be listed but not uploaded. */
  private static final String OUTPUT = "batch_output";

  private static final int MAX_NAME = 255;
  private static final int MAX_EXTENSION = 10;
  private static final int MAX_PAGE = 10_000;

  private final RequestReader reader;
  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final ImageChecker images;
  private final UploadSpace uploadSpace;
  private final Clock clock;

  FileRequests(
      RequestReader reader,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      ImageChecker images,
      UploadSpace uploadSpace,
      Clock clock) {
    this.reader = reader;
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.images = images;
    this.uploadSpace = uploadSpace;
    this.clock = clock;
  }

  /**
   * An uploaded file that has been inspected and is about to be stored.
   *
   * @param location where its bytes are stored, or will be
   */
  public record ReceivedFile(
      StoredFile file,
      StoredContent storedContent,
      SpoolFolder.SpoolFile bytes,
      ReservedLocation location)
      implements Upload {}

  /**
   * Receives an upload. An unknown parameter or purpose or a missing file part is refused; so is
   * any while the disk is nearly full.
   */
  public ReceivedFile receive(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence)
      throws IOException {
    uploadSpace.check();
    var parameters = reader.read(opaqueRequest.request());
    UnknownParameter.check(parameters, PARAMETERS);
    var purpose = parameters.text("purpose");
    if (purpose == null || !PURPOSES.contains(purpose)) {
      throw new OrderRefused("purpose", allowedPurposes());
    }
    var uploadedContent = file(parameters);
    var keep = ExpiryParameter.of(parameters, "expires_after");
    var expires = keep == null ? null : clock.instant().plus(keep);
    var bytes = take(uploadedContent);
    RequestCleanup.add(opaqueRequest.request(), bytes);
    var storedContent = storedContent(bytes);
    var file = stored(uploadedContent, purpose, storedContent, licence, expires);
    return new ReceivedFile(
        file, storedContent, bytes, contentStore.reserve(storedContent, clock.instant()));
  }

  private SpoolFolder.SpoolFile take(UploadedContent uploadedContent) throws IOException {
    try (var in = uploadedContent.open()) {
      return spoolFolder.store(in, Long.MAX_VALUE);
    }
  }

  private StoredFile stored(
      UploadedContent uploadedContent,
      String purpose,
      StoredContent storedContent,
      Licence licence,
      @Nullable Instant expires) {
    var now = clock.instant();
    return new StoredFile(
        StoredFile.nextId(now),
        licence.name(),
        name(uploadedContent.fileName()),
        purpose,
        storedContent.sha256(),
        storedContent.type(),
        storedContent.bytes(),
        now,
        expires);
  }

  private static UploadedContent file(Parameters parameters) {
    var value = parameters.get("file");
    var first = value != null && value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (first instanceof POJONode node
        && node.getPojo() instanceof UploadedContent uploadedContent) {
      return uploadedContent;
    }
    if (first != null && first.isTextual()) {
      return text(first);
    }
    throw new OrderRefused("file", "file must be one part of a multipart form");
  }

  /** A text part without a file name, taken as a file. */
  private static UploadedContent text(JsonNode node) {
    var bytes = node.textValue().getBytes(StandardCharsets.UTF_8);
    return new UploadedContent(null, false, () -> new ByteArrayInputStream(bytes));
  }

  /** The media type of an image, read from its bytes; every other file is an octet stream. */
  private StoredContent storedContent(SpoolFolder.SpoolFile bytes) throws IOException {
    try {
      return StoredContent.of(images.check(bytes));
    } catch (ImageRefused notAnImage) {
      return new StoredContent(
          bytes.sha256(), "application/octet-stream", bytes.bytes(), null, null);
    }
  }

  private static String name(@Nullable String given) {
    var name = given == null ? "" : given.replaceAll("[\\p{Cntrl}\\\\/]", "_").strip();
    return name.isEmpty() ? "upload" : name.length() > MAX_NAME ? shortened(name) : name;
  }

  /** The extension stays: it says the form of a file with orders. */
  private static String shortened(String name) {
    int dot = name.lastIndexOf('.');
    var extension = dot < 0 || name.length() - dot > MAX_EXTENSION ? "" : name.substring(dot);
    return name.substring(0, MAX_NAME - extension.length()) + extension;
  }

  private static @Nullable String purpose(@Nullable String purpose) {
    if (purpose != null && !PURPOSES.contains(purpose) && !purpose.equals(OUTPUT)) {
      throw new OrderRefused("purpose", allowedPurposes() + ", " + OUTPUT);
    }
    return purpose;
  }

  private static String allowedPurposes() {
    return "purpose must be one of " + String.join(", ", PURPOSES);
  }

  /**
   * Records the file once its bytes are in the sink.
   *
   * @param key what the request is recognised by, or null
   */
  public FileObject record(ReceivedFile receivedFile, @Nullable RequestKey key) {
    if (receivedFile.isNew()) {
      contentStore.recordStored(
          receivedFile.storedContent(), receivedFile.target(), clock.instant());
    }
    contentStore.add(receivedFile.file(), key);
    return FileObject.of(receivedFile.file());
  }

  /** A file as the API returns it. */
  public FileObject show(@Header("id") String id, @Variable("licence") Licence licence) {
    return FileObject.of(find(id, licence));
  }

  private StoredFile find(String id, Licence licence) {
    return contentStore
        .file(id, licence.name(), clock.instant())
        .orElseThrow(() -> RequestRefused.unknownFile(id));
  }

  /** One page of the licence's files, newest first unless asked otherwise. */
  public Page<FileObject> list(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var parameters = PageRequest.known(reader.query(opaqueRequest.request()), "purpose");
    var page = PageRequest.of(parameters, MAX_PAGE, MAX_PAGE, FileObject::isId);
    var filePage = new FilePage(page.after(), page.ascending(), page.limit() + 1);
    var purpose = purpose(parameters.text("purpose"));
    var found = contentStore.files(licence.name(), purpose, filePage, clock.instant());
    return Page.of(found.stream().map(FileObject::of).toList(), page.limit(), FileObject::id);
  }

  /** Deletes a file; its bytes are removed when no other file or job uses them. */
  public FileObject.Deleted delete(@Header("id") String id, @Variable("licence") Licence licence) {
    if (!contentStore.remove(id, licence.name(), clock.instant())) {
      throw RequestRefused.unknownFile(id);
    }
    return new FileObject.Deleted(id, "file", true);
  }

  /** The stored content of a file. */
  public Asset asset(@Header("id") String id, @Variable("licence") Licence licence) {
    var file = find(id, licence);
    return contentStore
        .asset(file.sha256())
        .orElseThrow(
            () ->
                new RequestRefused(
                    404, "id", "content_gone", "The content of this file is no longer stored."));
  }
}
