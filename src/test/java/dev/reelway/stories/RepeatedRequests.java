package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;

/** How requests are sent again, and what their answers tell. */
abstract class RepeatedRequests extends SharedStoryTest {

  static final String VIDEOS = "/sora/v1/videos";
  static final String IMAGES = "/sora/v1/images/generations";
  static final String CHAT = "/sora/v1/chat/completions";
  static final String VIDEO =
      """
      {"prompt": "a fox", "model": "tiny", "size": "128x72", "seconds": 1}\
      """;
  static final String IMAGE =
      """
      {"prompt": "a fox %s", "model": "sora_image", "size": "64x64"}\
      """;

  String key = "";

  @BeforeEach
  void newKey() {
    key = "order " + UUID.randomUUID();
  }

  // How it is sent.

  static final String KEY = "Idempotency-Key";
  static final String JSON = "application/json";
  static final String FORM = "application/x-www-form-urlencoded";

  HttpResponse<String> keyed(String path, String body) throws Exception {
    return sent(keyed(path), body, JSON);
  }

  HttpRequest.Builder keyed(String path) {
    return keyedBy(key, path);
  }

  HttpRequest.Builder keyedBy(String some, String path) {
    return service.request(path).header(KEY, some);
  }

  HttpResponse<String> tried(String path, String order, String count) throws Exception {
    return sent(service.request(path).header("x-stainless-retry-count", count), order, JSON);
  }

  HttpResponse<String> sent(HttpRequest.Builder request, String body, String type)
      throws Exception {
    return service.send(request.header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> upload(String key) throws Exception {
    var line =
        """
        {"custom_id": "a", "method": "POST", "url": "/v1/videos", "body": %s}
        """
            .formatted(VIDEO);
    return service.send(
        service
            .request("/sora/v1/files")
            .header(KEY, key)
            .header("Content-Type", Form.TYPE)
            .POST(
                new Form()
                    .field("purpose", "batch")
                    .file("file", "a.jsonl", line.getBytes(StandardCharsets.UTF_8))
                    .whole()));
  }

  HttpResponse<String> edit(String fileName, String boundary, byte[] image) throws Exception {
    var body =
        new Form(boundary)
            .field("prompt", "at night")
            .field("model", "sora_image")
            .field("size", "64x64")
            .file("image", fileName, image)
            .whole();
    return service.send(
        keyed("/sora/v1/images/edits")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(body));
  }

  static String chat(String prompt, boolean isStream) throws Exception {
    var message = Map.of("role", "user", "content", prompt);
    return Service.JSON.writeValueAsString(
        Map.of("model", "sora_image", "stream", isStream, "messages", List.of(message)));
  }

  /** Sends as many requests at once. */
  static List<HttpResponse<String>> together(int count, Callable<HttpResponse<String>> request)
      throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<HttpResponse<String>>();
      for (var answer : callers.invokeAll(Collections.nCopies(count, request))) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  // What the answers tell.

  static String id(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer).path("id").asText();
  }

  static Set<String> ids(List<HttpResponse<String>> answers) throws Exception {
    var ids = new TreeSet<String>();
    for (var answer : answers) {
      ids.add(id(answer));
    }
    return ids;
  }

  static boolean isReplayed(HttpResponse<?> answer) {
    return answer.headers().allValues("Idempotent-Replayed").equals(List.of("true"));
  }

  static void assertReplayed(HttpResponse<String> answer) {
    assertThat(isReplayed(answer)).as(answer.statusCode() + " " + answer.body()).isTrue();
  }

  static void assertReused(HttpResponse<String> answer) throws Exception {
    var error = Service.json(answer).path("error");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(error.path("code").asText()).isEqualTo("idempotency_key_reused");
    assertThat(error.path("param").asText()).isEqualTo(KEY);
    assertThat(error.path("message").asText()).startsWith(KEY + " was used for a request");
  }

  /** Sends bytes as they are, and answers what comes back, as a client library would refuse to. */
  String raw(String... headers) throws Exception {
    try (var socket = new Socket("127.0.0.1", service.port())) {
      var request =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: demo\r\nConnection: close\r\n%s\r\n"
                  .formatted(VIDEOS, String.join("\r\n", headers))
              + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(VIDEO.length(), VIDEO);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
