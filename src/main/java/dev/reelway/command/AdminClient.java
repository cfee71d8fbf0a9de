package dev.reelway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls the admin address of a running service. */
public final class AdminClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI base;
  private final String key;

  /**
   * @param base like {@code http://127.0.0.1:9877}
   * @param key the admin key
   */
  public AdminClient(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  /**
   * Makes a call.
   *
   * @param body the JSON to send, or null for none
   * @throws CommandFailed with the service's sentence if it refuses the call, or if it does not
   *     answer
   */
  JsonNode call(String method, String path, @Nullable JsonNode body) {
    var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .method(method, content);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      return checked(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (JsonProcessingException other) {
      throw away("Something else than Reelway answers at %s.".formatted(base));
    } catch (IOException e) {
      throw away("No Reelway answers at %s.".formatted(base));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away("The call was interrupted.");
    }
  }

  private static JsonNode checked(int status, JsonNode answer) {
    if (status >= 400) {
      throw new CommandFailed(
          CommandFailed.REFUSED,
          answer.at("/error/message").asText("The call was refused with " + status + "."));
    }
    return answer;
  }

  private static CommandFailed away(String sentence) {
    return new CommandFailed(
        CommandFailed.REFUSED,
        sentence
            + " Start it with reelway.admin-key, or set reelway.admin.address and"
            + " reelway.admin.port as it has them.");
  }
}
