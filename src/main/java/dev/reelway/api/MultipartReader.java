package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.Parameters;
import dev.reelway.wire.Causes;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.util.Collection;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;

/** Reads the fields of a multipart form, of which files stay where Tomcat has put them. */
final class MultipartReader {

  private static final int MOST_BEHIND_PARTS = 1 << 16;

  private final long largest;

  /**
   * @param largest the largest body, in bytes
   */
  MultipartReader(long largest) {
    this.largest = largest;
  }

  /** The fields of the form; a part is a field. */
  Parameters parameters(HttpServletRequest call) throws IOException {
    var formFields = new FormFields();
    for (var part : parts(call)) {
      if (!isEmptyChoice(part)) {
        formFields.add(part.getName(), value(part));
      }
    }
    return formFields.parameters();
  }

  /** Tomcat throws anything for a part of parts whose boundary cannot be read. */
  private Collection<Part> parts(HttpServletRequest call) throws IOException {
    try {
      var parts = call.getParts();
      readToTheEnd(call);
      return parts;
    } catch (IOFileUploadException stopped) {
      if (stopped.getCause() instanceof MalformedStreamException) {
        throw refusal(stopped);
      }
      throw stopped;
    } catch (ServletException | RuntimeException | FileUploadException broken) {
      throw refusal(broken);
    }
  }

  /**
   * What follows the last part, such as the last chunk, would hide that the caller has left.
   * Whether it is well-formed makes no difference.
   */
  private static void readToTheEnd(HttpServletRequest call) {
    try {
      call.getInputStream().readNBytes(MOST_BEHIND_PARTS);
    } catch (IOException ignored) { // The parts are complete.
    }
  }

  /** What a browser sends for a file input in which no file was chosen. */
  private static boolean isEmptyChoice(Part part) {
    return "".equals(part.getSubmittedFileName()) && part.getSize() == 0;
  }

  /**
   * A part is a file if it has a file name, or if its field is for files and its content is binary.
   */
  private static JsonNode value(Part part) throws IOException {
    if (part.getSubmittedFileName() != null) {
      return file(part);
    }
    boolean isForFiles = isForFiles(part.getName());
    if (isForFiles && isBinary(part)) {
      return file(part);
    }
    return isForFiles && part.getSize() > RequestReader.MAX_FIELD
        ? new POJONode(RequestReader.text(part::getInputStream))
        : TextNode.valueOf(text(part));
  }

  /**
   * Fields of uploads and images are sent as files, by some clients without a file name, or as long
   * {@code data:} URLs: {@code image}, {@code image[]}, {@code image[url]}.
   */
  private static boolean isForFiles(String name) {
    int bracket = name.indexOf('[');
    return OrderParameter.named(bracket < 0 ? name : name.substring(0, bracket))
        .filter(OrderParameter::isMedia)
        .isPresent();
  }

  private static JsonNode file(Part part) {
    var name = part.getSubmittedFileName();
    return new POJONode(new UploadedContent(name, false, part::getInputStream));
  }

  /** Text that stands for an image, a URL or base64, is plain ASCII. */
  private static boolean isBinary(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      for (byte one : in.readNBytes(16)) {
        if (one < ' ' && one != '\n' && one != '\r' && one != '\t') {
          return true;
        }
      }
      return false;
    }
  }

  private static String text(Part part) throws IOException {
    if (part.getSize() > RequestReader.MAX_FIELD) {
      throw RequestRefused.tooLargeField(part.getName(), RequestReader.MAX_FIELD);
    }
    try (var in = part.getInputStream()) {
      return FormText.utf8(in.readAllBytes(), () -> RequestReader.valueOf(part.getName()));
    }
  }

  /** Tomcat distinguishes a form that is too large from a malformed one by its causes only. */
  private RequestRefused refusal(Exception broken) {
    for (var cause : Causes.of(broken)) {
      if (cause instanceof FileCountLimitExceededException many) {
        return RequestRefused.tooManyFields(many.getLimit());
      }
      if (cause instanceof SizeException size && size.getPermittedSize() < largest) {
        return RequestRefused.unreadableBody(
            "The name and headers of a field of the form have more than %d bytes."
                .formatted(size.getPermittedSize()));
      }
      if (cause.getClass().getSimpleName().contains("Limit")) {
        return RequestRefused.tooLarge(largest);
      }
      if (cause instanceof IllegalStateException && cause.getCause() == null) {
        return RequestRefused.tooLargeTexts(RequestReader.MAX_TEXTS);
      }
    }
    return RequestRefused.unreadableBody("The multipart form is malformed or incomplete.");
  }
}
