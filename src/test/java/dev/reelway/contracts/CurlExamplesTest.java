package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The seed dialect's calls as its users type them. {@code $BASE} ends before {@code /v1}; an image
 * and a video are as small as can be, all else is an example of the documentation.
 */
class CurlExamplesTest extends ClientTest {

  private static final String CAT = "一只猫在沙滩上奔跑";

  private final Map<String, String> variables = new HashMap<>();

  @BeforeAll
  void prepareImagesAndShell() throws IOException {
    assumeTrue(Command.isThere("curl"), "curl is not installed here");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "sh is not installed here");
    image("red.png", Color.RED);
    image("blue.jpg", Color.BLUE);
    // Nobody's own .curlrc has a say, and no proxy.
    Files.writeString(folder.resolve(".curlrc"), "silent\nshow-error\nnoproxy = \"*\"\n");
    variables.put("CURL_HOME", folder.toString());
    variables.put("BASE", seed());
    variables.put("BASE64", base64(jpeg(Color.GREEN)));
  }

  // Chat.

  @Test
  void anImageByChat() throws Exception {
    var answer =
        json(
            """
            curl --location --request POST "$BASE/v1/chat/completions" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{
                "model": "tiny_image",
                "messages": [{"role": "user", "content": "一只猫在沙滩上奔跑"}]
              }'
            """);

    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThatIsAnImage(opened(Chat.image(content(answer))));
  }

  @Test
  void aVideoByChat() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/chat/completions" \\
              -H 'Authorization: Bearer demo' \\
              -H 'Content-Type: application/json' \\
              -d '{
                "model": "tiny",
                "size": "128x72",
                "duration": 1,
                "stream": false,
                "messages": [{"role": "user", "content": [{"type": "text", "text": "a cat runs"}]}]
              }'
            """);

    assertThatIsAVideo(opened(Chat.video(content(answer))));
  }

  @Test
  void anImageFromAnImageByItsLink() throws Exception {
    var link = image("a cat").at("/data/0/url").asText();

    assertThatIsAnImage(opened(Chat.image(content(byChat(link)))));
  }

  @Test
  void anImageFromADataUrl() throws Exception {
    assertThatIsAnImage(opened(Chat.image(content(byChat(dataUrl(png(Color.GREEN)))))));
  }

  @Test
  void anImageFromBareBase64() throws Exception {
    assertThatIsAnImage(opened(Chat.image(content(byChat(base64(jpeg(Color.GREEN)))))));
  }

  private JsonNode byChat(String image) throws Exception {
    variables.put("IMAGE", image);
    return json(
        """
        curl "$BASE/v1/chat/completions" -H 'Authorization: demo' \\
          -H 'Content-Type: application/json' \\
          -d '{
            "model": "tiny_image",
            "messages": [{"role": "user", "content": [
              {"type": "text", "text": "in a hat"},
              {"type": "image_url", "image_url": {"url": "'"$IMAGE"'"}}
            ]}]
          }'
        """);
  }

  @Test
  void aVideoByChatAsAStream() throws Exception {
    var lines =
        curl("""
        curl -N "$BASE/v1/chat/completions" -H 'Authorization: demo' \\
          -H 'Content-Type: application/json' \\
          -d '{
            "model": "tiny",
            "size": "128x72",
            "seconds": "1",
            "stream": true,
            "messages": [{"role": "user", "content": "[sandbox:2s] a cat runs"}]
          }'
        """)
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .toList();

    assertThat(lines).last().isEqualTo("[DONE]");
    var text = streamed(lines.subList(0, lines.size() - 1));
    assertThat(text)
        .contains("```json", Chat.WAITING)
        .containsPattern("\"mode\"\\s*:\\s*\"横屏模式\"")
        .containsPattern(Chat.PROGRESS);
    assertThatIsAVideo(opened(Chat.video(text)));
  }

  private static String streamed(List<String> chunks) {
    return chunks.stream()
        .map(CurlExamplesTest::parsed)
        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
        .collect(Collectors.joining());
  }

  // Images.

  @Test
  void anImageByForm() throws Exception {
    var answer =
        json(
            """
            curl --location --request POST "$BASE/v1/images/generations" \\
              --header 'Authorization: demo' \\
              --form 'prompt="一只猫在沙滩上奔跑"' \\
              --form 'model="tiny_image"'
            """);

    assertThat(answer.path("data")).hasSize(1);
    assertThatIsAnImage(opened(answer.at("/data/0/url").asText()));
  }

  @Test
  void imagesByJson() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/generations" -H 'Authorization: Bearer demo' \\
              -H 'Content-Type: application/json' \\
              -d '{"prompt": "two cats", "model": "tiny_image", "n": "2", "size": "1024x1024"}'
            """);

    assertThat(answer.path("data")).hasSize(2);
    assertThatIsAnImage(opened(answer.at("/data/1/url").asText()));
  }

  @Test
  void anImageFromSeveralFiles() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/edits" -H 'Authorization: demo' \\
              -F 'image[]=@red.png' \\
              -F 'image[]=@blue.jpg' \\
              -F 'prompt=both in one' \\
              -F 'model=tiny_image'
            """);

    assertThatIsAnImage(opened(answer.at("/data/0/url").asText()));
  }

  @Test
  void anImageFromOneFile() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/edits?size=1536x1024" -H 'Authorization: demo' \\
              -F 'image=@red.png' -F 'prompt=brighter' -F 'model=tiny_image'
            """);

    assertThatIsAnImage(opened(answer.at("/data/0/url").asText()));
  }

  private JsonNode image(String prompt) throws Exception {
    return json(
        """
        curl "$BASE/v1/images/generations" -H 'Authorization: demo' \\
          -F 'prompt=%s' -F 'model=tiny_image'
        """
            .formatted(prompt));
  }

  // Videos.

  @Test
  void aVideoByJson() throws Exception {
    var created =
        json(
            """
            curl --location --request POST "$BASE/v1/videos" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{
                "prompt": "一只猫在沙滩上奔跑",
                "model": "tiny",
                "size": "128x72",
                "seconds": 1,
                "watermark": false
              }'
            """);

    assertThat(created.path("prompt").asText()).isEqualTo(CAT);
    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aVideoByForm() throws Exception {
    var created = video(CAT);

    assertThat(created.path("prompt").asText()).isEqualTo(CAT);
    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aModelTakesSuffixes() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: Bearer demo' \\
              -F 'prompt=[sandbox:never] a cat' -F 'model=sora_video2-landscape-15s'
            """);

    assertThat(created.path("model").asText()).isEqualTo("sora_video2-landscape-15s");
    assertThat(created.path("size").asText()).isEqualTo("1280x720");
    assertThat(created.path("seconds").asText()).isEqualTo("15");
  }

  @Test
  void aVideoFromAFile() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: demo' \\
              -F 'prompt=a cat' -F 'model=tiny' -F 'size=128x72' -F 'seconds=1' \\
              -F 'input_reference=@red.png;type=image/png'
            """);

    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aVideoFromAnImageInJson() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: demo' -H 'Content-Type: application/json' \\
              -d '{
                "prompt": "a cat", "model": "tiny", "size": "128x72", "seconds": "1",
                "input_reference": "'"$BASE64"'"
              }'
            """);

    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aVideoAfterAnotherOne() throws Exception {
    variables.put("ID", ended(video("a boat")).path("id").asText());

    var remix =
        json(
            """
            curl --location --request POST "$BASE/v1/videos/$ID/remix" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{"prompt": "at night"}'
            """);

    assertThat(remix.path("remixed_from_video_id").asText()).isEqualTo(variables.get("ID"));
    assertThat(ended(remix).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aVideoIntoAFile() throws Exception {
    variables.put("ID", ended(video("a train")).path("id").asText());

    curl("curl \"$BASE/v1/videos/$ID/content\" -H 'Authorization: demo' -o video.mp4");

    assertThatIsAVideo(Files.readAllBytes(folder.resolve("video.mp4")));
  }

  @Test
  void aVideoByItsLinkAlone() throws Exception {
    variables.put("LINK", ended(video("a plane")).path("url").asText());

    curl("curl --fail \"$LINK\" -o linked.mp4");

    assertThatIsAVideo(Files.readAllBytes(folder.resolve("linked.mp4")));
  }

  private JsonNode video(String prompt) throws Exception {
    return json(
        """
        curl --location --request POST "$BASE/v1/videos" \\
          --header 'Authorization: Bearer demo' \\
          --form 'prompt="%s"' \\
          --form 'model="tiny"' \\
          --form 'size="128x72"' \\
          --form 'seconds="1"' \\
          --form 'watermark="false"'
        """
            .formatted(prompt));
  }

  private JsonNode ended(JsonNode video) throws Exception {
    assertThat(video.path("id").asText()).as(video.toString()).startsWith("video_");
    variables.put("ID", video.path("id").asText());
    return await()
        .atMost(Service.PATIENCE)
        .until(
            () -> json("curl \"$BASE/v1/videos/$ID\" -H 'Authorization: demo'"),
            shown -> shown.path("status").asText().matches("completed|failed"));
  }

  private JsonNode json(String example) throws Exception {
    var answer = parsed(curl(example));
    assertThat(answer.path("error").isObject()).as(answer.toString()).isFalse();
    return answer;
  }

  /** Runs an example as a file, as not every shell takes every letter as an argument. */
  private String curl(String example) throws Exception {
    Files.writeString(folder.resolve("example.sh"), example);
    return Command.run(folder, variables, "sh", "example.sh").outputOfSuccess();
  }

  private static String content(JsonNode answer) {
    return answer.at("/choices/0/message/content").asText();
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
