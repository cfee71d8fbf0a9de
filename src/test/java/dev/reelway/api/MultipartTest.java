package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How forms with parts are read, over the very server that takes them apart. */
class MultipartTest {

  private static final int LARGEST = 3_000_000;
  private static final Tomcat SERVER = new Tomcat();

  @TempDir static Path home = Path.of("");

  @BeforeAll
  static void start() throws LifecycleException {
    SERVER.setBaseDir(home.toString());
    SERVER.setPort(0);
    SERVER.getConnector().setMaxPartCount(100);
    var context = SERVER.addContext("", home.toString());
    var servlet = Tomcat.addServlet(context, "reader", new Reader());
    servlet.setMultipartConfigElement(
        new MultipartConfigElement(home.toString(), LARGEST, LARGEST, 1000));
    context.addServletMappingDecoded("/", "reader");
    SERVER.start();
  }

  @AfterAll
  static void stop() throws LifecycleException {
    SERVER.stop();
    SERVER.destroy();
  }

  @Test
  void aPartIsAParameterByItsName() throws Exception {
    assertThat(post(part("prompt", "a cat 🎬") + part("seconds", "10") + "--x--"))
        .isEqualTo("200 {prompt=\"a cat 🎬\", seconds=\"10\"}");
  }

  @Test
  void aPartWithoutFileNameIsAFieldWhateverItsType() throws Exception {
    var octets =
        "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\na cat\r\n--x--";

    assertThat(post(octets)).isEqualTo("200 {prompt=\"a cat\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../x", "/etc/passwd", "${env:HOME}", "a\\b", "", "videos.txt", "C:\\x"})
  void aFileNameMeansNothing(String name) throws Exception {
    var file = part("upload\"; filename=\"" + name, "content");

    assertThat(post(part("prompt", "a cat") + file + "--x--"))
        .startsWith("200 {prompt=\"a cat\"")
        .doesNotContain("content");
    Awaitility.await().untilAsserted(MultipartTest::assertNothingIsLeft);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input_reference",
        "input_reference[]",
        "input_reference[image_url]",
        "input_reference\"; filename=\"a.png"
      })
  void aReferenceIsNotForgotten(String name) throws Exception {
    assertThat(post(part("prompt", "a cat") + part(name, "bytes") + "--x--"))
        .startsWith("200 {input_reference");
  }

  @Test
  void aPartThatIsGivenTwiceWithDifferentValuesSaysNothing() throws Exception {
    assertThat(post(part("seconds", "10") + part("seconds", "15") + "--x--"))
        .isEqualTo("200 {seconds=}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na ca",
        "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat\r\n",
        "--x\r\nContent-Disposition: form-data; na",
      })
  void aTruncatedFormIsRefused(String body) throws Exception {
    assertThat(post(body)).isEqualTo("400 The multipart form is malformed or incomplete.");
    Awaitility.await().untilAsserted(MultipartTest::assertNothingIsLeft);
  }

  @Test
  void aPartOfPartsIsRefusedIfItsBoundaryCannotBeRead() throws Exception {
    var mixed =
        "--x\r\nContent-Disposition: form-data; name=\"files\"\r\n"
            + "Content-Type: multipart/mixed\r\n\r\na\r\n--x--";

    assertThat(post(mixed)).startsWith("400 ").contains("malformed or incomplete");
  }

  @Test
  void aFormWithoutPartsSaysNothing() throws Exception {
    assertThat(post("--x--")).isEqualTo("200 {}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary="})
  void aFormWithoutBoundaryIsRefused(String type) throws Exception {
    assertThat(post(type, part("prompt", "a cat") + "--x--"))
        .isEqualTo("400 The multipart form is malformed or incomplete.");
  }

  @Test
  void tooLargeABodyIsRefusedHoweverItIsSplit() throws Exception {
    assertThat(post(part("prompt", "x".repeat(LARGEST)) + "--x--")).startsWith("413 ");
    assertThat(post(part("x".repeat(5000), "b") + "--x--"))
        .startsWith("400 The name and headers of a field");
    Awaitility.await().untilAsserted(MultipartTest::assertNothingIsLeft);
  }

  @Test
  void tooLongTextsAreRefusedAsSuch() throws Exception {
    var image =
        part(
            "image", "data:image/png;base64," + "A".repeat(SERVER.getConnector().getMaxPostSize()));

    assertThat(post(image + "--x--"))
        .isEqualTo(
            "413 The text fields of a form must be at most 8388608 bytes long together: send images"
                + " as files.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "metadata[note]", "purpose"})
  void tooLongAFieldIsRefusedByItsName(String name) throws Exception {
    assertThat(post(part(name, "x".repeat((1 << 20) + 1)) + "--x--"))
        .isEqualTo("413 %s must be at most 1048576 bytes long.".formatted(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input_reference",
        "input_reference[]",
        "input_reference[image_url]",
        "first_frame[url]",
        "video[url]",
        "file"
      })
  void aFieldForFilesMayBeALongText(String name) throws Exception {
    assertThat(post(part(name, "data:image/png;base64," + "A".repeat(1 << 20)) + "--x--"))
        .startsWith("200 {")
        .contains("\"isText\":true");
  }

  @Test
  void tooManyPartsAreRefusedRatherThanDropped() throws Exception {
    assertThat(post(part("a", "b").repeat(100) + "--x--")).isEqualTo("200 {a=\"b\"}");
    assertThat(post(part("a", "b").repeat(101) + "--x--"))
        .isEqualTo("400 The request has more than 100 fields.");
    assertThat(post(part("a", "b").repeat(10_000) + "--x--")).startsWith("400 ");
    Awaitility.await().untilAsserted(MultipartTest::assertNothingIsLeft);
  }

  @Test
  void theFilesOfAnAbortedRequestAreDeleted() throws Exception {
    var begun =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            + "Content-Length: 2000000\r\n\r\n"
            + part("image\"; filename=\"a.png", "x".repeat(5_000))
            + "--x\r\nContent-Disposition: form-data; name=\"mask\"; filename=\"b\"\r\n\r\n"
            + "x".repeat(500_000);
    for (int i = 0; i < 10; i++) {
      try (var caller = new Socket("localhost", SERVER.getConnector().getLocalPort())) {
        caller.getOutputStream().write(begun.getBytes(UTF_8));
        Awaitility.await().until(() -> isAnythingThere());
      }
      Awaitility.await().untilAsserted(MultipartTest::assertNothingIsLeft);
    }
  }

  private static boolean isAnythingThere() throws IOException {
    try (var files = Files.list(home)) {
      return files.anyMatch(Files::isRegularFile);
    }
  }

  private static void assertNothingIsLeft() throws IOException {
    try (var files = Files.list(home)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static String part(String name, String content) {
    return "--x\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, content);
  }

  private static String post(String body) throws Exception {
    return post("multipart/form-data; boundary=x", body);
  }

  private static String post(String type, String body) throws Exception {
    var uri = URI.create("http://localhost:%d/".formatted(SERVER.getConnector().getLocalPort()));
    var call =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(call, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  /** Answers with what was read. */
  private static final class Reader extends HttpServlet {

    private static final RequestReader READER = new RequestReader(LARGEST, home);

    @Override
    protected void doPost(HttpServletRequest call, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain;charset=utf-8");
      response.getOutputStream().write(answer(call, response).getBytes(UTF_8));
    }

    @SuppressWarnings("CatchingUnchecked")
    private static String answer(HttpServletRequest call, HttpServletResponse response) {
      try {
        return new TreeMap<>(READER.read(call).values()).toString();
      } catch (Exception refused) {
        var error = ApiError.of(refused);
        response.setStatus(error.status());
        return error.body().error().message();
      }
    }
  }
}
