import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The facts of a client. Its program without arguments prints their names; with {@code name=URL}
 * for each, it prints {@code ok <name>} or {@code not ok <name>: <why>}.
 */
final class Facts {

  private static final Pattern LINK = Pattern.compile("\\((https?://[^)]+)\\)");

  private final Map<String, Fact> all = new LinkedHashMap<>();

  /** What must hold: throws if it does not. */
  interface Fact {
    void holds(String baseUrl, String prompt) throws Exception;
  }

  /** What must fail. */
  interface Call {
    Object made() throws Exception;
  }

  Facts and(String name, Fact fact) {
    all.put(name, fact);
    return this;
  }

  void run(String... arguments) {
    all.forEach(
        (name, fact) -> {
          var url = Arrays.stream(arguments).filter(one -> one.startsWith(name + "=")).findFirst();
          var said = url.map(one -> said(name, fact, one.substring(name.length() + 1)));
          System.out.println(said.orElse(name));
        });
    System.exit(0);
  }

  private static String said(String name, Fact fact, String url) {
    try {
      fact.holds(url, System.getenv("CLIENT") + ": " + name);
      return "ok " + name;
    } catch (Exception | AssertionError failed) {
      return "not ok %s: %s".formatted(name, text(failed));
    }
  }

  /** An exception and its causes, in one line. */
  static String text(Throwable failed) {
    var all = new StringBuilder();
    for (var one = failed; one != null; one = one.getCause()) {
      all.append(one).append(' ');
    }
    return all.toString().replaceAll("\\s+", " ");
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** A call must throw, and name the code of the error. */
  static void refused(String code, Call call) {
    Object made;
    try {
      made = call.made();
    } catch (Exception refused) {
      check(text(refused).contains(code), text(refused));
      return;
    }
    throw new AssertionError("nothing was refused: " + made);
  }

  /** The message must have a link to an image. */
  static void isImageMessage(String text) throws Exception {
    var link = LINK.matcher(Objects.requireNonNullElse(text, ""));
    check(link.find(), "a link in " + text);
    isPng(opened(link.group(1)));
  }

  static void isPng(byte[] image) {
    check(image.length > 4 && image[1] == 'P' && image[2] == 'N' && image[3] == 'G', "a PNG");
  }

  /** What a link answers to somebody who shows no licence, past the recording. */
  static byte[] opened(String link) throws Exception {
    var url =
        URI.create(System.getenv("DIRECT")).resolve(URI.create(link).getRawPath() + query(link));
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray()).body();
    }
  }

  private static String query(String link) {
    int at = link.indexOf('?');
    return at < 0 ? "" : link.substring(at);
  }
}
