package dev.reelway.stories;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.api.AdminConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Licences that an operator makes at the admin address of a service, and their callers. */
final class Licensed {

  static final String ADMIN_KEY = "an admin key of the tests of services";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Licensed() {}

  /** Creates a licence, and answers its key. */
  static String create(Service service, String name, String scope)
      throws IOException, InterruptedException {
    var body = "{\"name\": \"%s\", \"scopes\": [\"%s\"]}".formatted(name, scope);
    var made = admin(service, "POST", "/licences", body);
    return JSON.readTree(made.body()).path("key").asText();
  }

  static void revoke(Service service, String name) throws IOException, InterruptedException {
    admin(service, "DELETE", "/licences/" + name, "");
  }

  /** What a call at the admin address of a service answers. */
  static HttpResponse<String> admin(Service service, String method, String path, String body)
      throws IOException, InterruptedException {
    var address = service.bean(AdminConnector.class).address().orElseThrow();
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(address + "/admin" + path))
            .header("Authorization", ADMIN_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Orders a video of the model {@code waiting}, and answers its id. */
  static String order(Service service, String key) throws IOException, InterruptedException {
    return order(service, key, "waiting");
  }

  static String order(Service service, String key, String model)
      throws IOException, InterruptedException {
    var order = "{\"model\": \"%s\", \"prompt\": \"a fox\"}".formatted(model);
    var request =
        request(service, key, "/v1/videos")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order));
    return JSON.readTree(service.send(request).body()).path("id").asText();
  }

  /** Makes a batch of a file of prompts, and answers the signed link of its report. */
  static String report(Service service, String key, String prompts)
      throws IOException, InterruptedException {
    var form = new Form().field("purpose", "batch");
    form.file("file", "prompts.txt", prompts.getBytes(StandardCharsets.UTF_8));
    var upload = request(service, key, "/v1/files").header("Content-Type", Form.TYPE);
    var file = JSON.readTree(service.send(upload.POST(form.whole())).body()).path("id").asText();
    var batch =
        """
        {"input_file_id": "%s", "endpoint": "/v1/videos", "completion_window": "24h"}\
        """;
    var made =
        request(service, key, "/v1/batches")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(batch.formatted(file)));
    return JSON.readTree(service.send(made).body()).path("report_url").asText();
  }

  static HttpResponse<String> get(Service service, String key, String path)
      throws IOException, InterruptedException {
    return service.send(request(service, key, path));
  }

  /** Begins to read a stream, and answers what it was once it ends. */
  static CompletableFuture<String> listen(Service service, String key, String path)
      throws IOException, InterruptedException {
    var stream = CLIENT.send(request(service, key, path).build(), BodyHandlers.ofInputStream());
    return CompletableFuture.supplyAsync(
        () -> {
          try (var in = stream.body()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static HttpRequest.Builder request(Service service, String key, String path) {
    return service.bare("/sora" + path).header("Authorization", key);
  }
}
