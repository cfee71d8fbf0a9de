package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reelway.contracts.Passed.Answer;
import dev.reelway.contracts.Passed.Call;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What went over one line, in HTTP/1.1, read again: call, answer, call, answer. */
final class Transcript {

  private final byte[] bytes;
  private int at;

  private Transcript(byte[] bytes) {
    this.bytes = bytes;
  }

  private record Head(String[] start, HttpHeaders headers) {

    boolean chunked() {
      return headers.firstValue("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked");
    }
  }

  private record Body(byte[] bytes, boolean whole) {}

  /**
   * Reads what both sides have said.
   *
   * @param ended whether the service has said all and hung up
   */
  static List<Passed> of(byte[] asked, byte[] answered, boolean ended) {
    var passed = new ArrayList<Passed>();
    var calls = new Transcript(asked);
    var answers = new Transcript(answered);
    for (var call = calls.call(); call != null; call = calls.call()) {
      var answer = answers.answer(call.method(), ended);
      if (answer == null) {
        break;
      }
      passed.add(new Passed(call, answer));
    }
    return passed;
  }

  private @Nullable Call call() {
    var head = head();
    if (head == null) {
      return null;
    }
    var body =
        head.chunked()
            ? chunks()
            : take(head.headers().firstValueAsLong("Content-Length").orElse(0));
    return new Call(head.start()[0], head.start()[1], head.headers(), body.bytes());
  }

  private @Nullable Answer answer(String method, boolean ended) {
    var head = head();
    if (head == null) {
      return null;
    }
    int status = Integer.parseInt(head.start()[1]);
    if (status < 200) {
      return answer(method, ended);
    }
    var body =
        method.equals("HEAD") || status == 204 || status == 304 ? take(0) : body(head, ended);
    return new Answer(status, head.headers(), body.bytes(), body.whole());
  }

  private Body body(Head head, boolean ended) {
    if (head.chunked()) {
      return chunks();
    }
    var length = head.headers().firstValueAsLong("Content-Length");
    return length.isPresent()
        ? take(length.getAsLong())
        : new Body(take(bytes.length - at).bytes(), ended);
  }

  private Body take(long length) {
    int end = (int) Math.min(bytes.length, at + length);
    var taken = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return new Body(taken, taken.length == length);
  }

  private Body chunks() {
    var all = new ByteArrayOutputStream();
    for (var size = line(); size != null; size = line()) {
      int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
      var chunk = take(length);
      all.writeBytes(chunk.bytes());
      if (!chunk.whole() || line() == null) {
        break;
      }
      if (length == 0) {
        return new Body(all.toByteArray(), true);
      }
    }
    return new Body(all.toByteArray(), false);
  }

  private @Nullable Head head() {
    var start = line();
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (var line = line(); start != null && line != null; line = line()) {
      if (line.isEmpty()) {
        return new Head(start.split(" ", 3), HttpHeaders.of(headers, (name, value) -> true));
      }
      int colon = line.indexOf(':');
      var values = headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>());
      values.add(line.substring(colon + 1).strip());
    }
    return null;
  }

  /** The next line, or null where it has no end yet. */
  private @Nullable String line() {
    for (int end = at; end + 1 < bytes.length; end++) {
      if (bytes[end] == '\r' && bytes[end + 1] == '\n') {
        var line = new String(bytes, at, end - at, ISO_8859_1);
        at = end + 2;
        return line;
      }
    }
    return null;
  }
}
