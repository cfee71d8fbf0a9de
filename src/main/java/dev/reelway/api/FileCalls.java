package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.library.Content;
import dev.reelway.library.Library;
import dev.reelway.library.Library.Placed;
import dev.reelway.library.Library.Span;
import dev.reelway.library.StoredFile;
import dev.reelway.licence.Licence;
import dev.reelway.media.Given;
import dev.reelway.media.Incoming;
import dev.reelway.media.PictureRefused;
import dev.reelway.media.Pictures;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Handles requests under {@code /v1/files}. Files of other licences count as unknown. */
public final class FileCalls {

  private static final List<String> PURPOSES =
      List.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");

  /** The purpose of files that this service writes: it can be listed but not uploaded. */
  private static final String OUTPUT = "batch_output";

  private static final int MAX_NAME = 255;
  private static final int MAX_PAGE = 10_000;

  private final CallReader reader;
  private final Library library;
  private final Incoming incoming;
  private final Pictures images;
  private final Clock clock;

  FileCalls(CallReader reader, Library library, Incoming incoming, Pictures images, Clock clock) {
    this.reader = reader;
    this.library = library;
    this.incoming = incoming;
    this.images = images;
    this.clock = clock;
  }

  /**
   * An uploaded file that has been inspected and is about to be stored.
   *
   * @param placed where its bytes are stored, or will be
   */
  public record Upload(StoredFile file, Content content, Incoming.File bytes, Placed placed) {

    /** Whether its bytes still have to be written to the sink. */
    public boolean isNew() {
      return placed.isNew();
    }

    /** Where its bytes are stored, or will be. */
    public Place place() {
      return placed.place();
    }

    /** The file in its sink. */
    public Asset asset() {
      return content.at(placed.place());
    }

    /** Its bytes. */
    public InputStream open() throws IOException {
      return Files.newInputStream(bytes.path());
    }
  }

  /** Receives an upload. An unknown purpose or a missing file part is refused. */
  public Upload receive(
      @Header("CamelHttpServletRequest") Sealed sealed, @Variable("licence") Licence licence)
      throws IOException {
    var parameters = reader.read(sealed.call());
    var purpose = parameters.text("purpose");
    if (purpose == null || !PURPOSES.contains(purpose)) {
      throw new OrderRefused("purpose", allowedPurposes());
    }
    var given = file(parameters);
    var keep = Keeping.of(parameters, "expires_after");
    var expires = keep == null ? null : clock.instant().plus(keep);
    var bytes = take(given);
    Leftovers.add(sealed.call(), bytes);
    var content = content(bytes);
    var file = stored(given, purpose, content, licence, expires);
    return new Upload(file, content, bytes, library.place(content, clock.instant()));
  }

  private Incoming.File take(Given given) throws IOException {
    try (var in = given.open()) {
      return incoming.take(in, Long.MAX_VALUE);
    }
  }

  private StoredFile stored(
      Given given, String purpose, Content content, Licence licence, @Nullable Instant expires) {
    var now = clock.instant();
    return new StoredFile(
        StoredFile.nextId(now),
        licence.name(),
        name(given.fileName()),
        purpose,
        content.sha256(),
        content.type(),
        content.bytes(),
        now,
        expires);
  }

  private static Given file(Wishes parameters) {
    var value = parameters.get("file");
    var first = value != null && value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (first instanceof POJONode node
        && node.getPojo() instanceof Given given
        && !given.isText()) {
      return given;
    }
    if (first != null && first.isTextual()) {
      return text(first);
    }
    throw new OrderRefused("file", "file must be one part of a multipart form");
  }

  /** A text part without a file name, taken as a file. */
  private static Given text(JsonNode node) {
    var bytes = node.textValue().getBytes(StandardCharsets.UTF_8);
    return new Given(null, false, () -> new ByteArrayInputStream(bytes));
  }

  /** The media type of an image, read from its bytes; every other file is an octet stream. */
  private Content content(Incoming.File bytes) throws IOException {
    try {
      return Content.of(images.check(bytes));
    } catch (PictureRefused notAnImage) {
      return new Content(bytes.sha256(), "application/octet-stream", bytes.bytes(), null, null);
    }
  }

  private static String name(@Nullable String given) {
    var name = given == null ? "" : given.replaceAll("[\\p{Cntrl}\\\\/]", "_").strip();
    return name.isEmpty()
        ? "upload"
        : name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
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

  /** Records the file once its bytes are in the sink. */
  public FileObject keep(@Variable("upload") Upload upload) {
    if (upload.isNew()) {
      library.keep(upload.content(), upload.place(), clock.instant());
    }
    library.add(upload.file());
    return FileObject.of(upload.file());
  }

  /** A file as the API returns it. */
  public FileObject show(@Header("id") String id, @Variable("licence") Licence licence) {
    return FileObject.of(find(id, licence));
  }

  private StoredFile find(String id, Licence licence) {
    return library
        .file(id, licence.name(), clock.instant())
        .orElseThrow(() -> CallRefused.unknownFile(id));
  }

  /** One page of the licence's files, newest first unless asked otherwise. */
  public Page<FileObject> list(
      @Header("CamelHttpServletRequest") Sealed sealed, @Variable("licence") Licence licence) {
    var parameters = reader.query(sealed.call());
    var page = PageWish.of(parameters, MAX_PAGE, MAX_PAGE, FileObject::isId);
    var span = new Span(page.after(), page.ascending(), page.limit() + 1);
    var purpose = purpose(parameters.text("purpose"));
    var found = library.files(licence.name(), purpose, span, clock.instant());
    return Page.of(found.stream().map(FileObject::of).toList(), page.limit(), FileObject::id);
  }

  /** Deletes a file; its bytes are removed when no other file or job uses them. */
  public FileObject.Deleted delete(@Header("id") String id, @Variable("licence") Licence licence) {
    if (!library.remove(id, licence.name(), clock.instant())) {
      throw CallRefused.unknownFile(id);
    }
    return new FileObject.Deleted(id, "file", true);
  }

  /** The stored content of a file. */
  public Asset asset(@Header("id") String id, @Variable("licence") Licence licence) {
    var file = find(id, licence);
    return library
        .asset(file.sha256())
        .orElseThrow(
            () ->
                new CallRefused(
                    404, "id", "content_gone", "The content of this file is no longer stored."));
  }
}
