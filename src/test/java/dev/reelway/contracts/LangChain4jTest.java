package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiImageModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LangChain4j's models for OpenAI. */
class LangChain4jTest extends ClientTest {

  private static final Map<String, Object> SMALL = Map.of("size", "128x72", "seconds", 1);

  @Override
  String licence() {
    return "langchain";
  }

  @Test
  void anImageIsALink() throws Exception {
    var image = images("url").generate("a lake").content();

    assertThatIsAnImage(opened(image.url().toString()));
  }

  @Test
  void imagesAreBase64() throws Exception {
    var images = images("b64_json").generate("two lakes", 2).content();

    assertThat(images).hasSize(2);
    for (var image : images) {
      assertThatIsAnImage(Base64.getDecoder().decode(image.base64Data()));
    }
  }

  @Test
  void aFailedRenderIsOrderedOnce() {
    var chat = chat("tiny_image", 2);

    assertThatThrownBy(() -> chat.chat("[sandbox:fail] a hill"))
        .isInstanceOf(LangChain4jException.class);

    assertThat(asked("[sandbox:fail] a hill")).isOne();
  }

  @Test
  void anImageComesByChat() throws Exception {
    var text = chat("tiny_image", Map.of()).chat("a hill");

    assertThatIsAnImage(opened(Chat.image(text)));
  }

  @Test
  void anImageComesFromAnImage() throws Exception {
    var message =
        UserMessage.from(
            TextContent.from("a brighter hill"),
            ImageContent.from(base64(png(Color.PINK)), "image/png"));

    var answer = chat("tiny_image", Map.of()).chat(message);

    assertThatIsAnImage(opened(Chat.image(answer.aiMessage().text())));
  }

  @Test
  void aVideoComesByChat() throws Exception {
    var text = chat("tiny", SMALL).chat("a hill in motion");

    assertThatIsAVideo(opened(Chat.video(text)));
  }

  @Test
  void aVideoIsStreamedWithItsProgress() throws Exception {
    var text = streamed("[sandbox:2s] a streamed video").text();

    assertThat(text).contains(Chat.WAITING).containsPattern(Chat.PROGRESS);
    assertThatIsAVideo(opened(Chat.video(text)));
  }

  @Test
  void aRefusalInAStreamIsAnError() {
    var refused = streamed("[sandbox:refuse] a streamed video");

    assertThatThrownBy(refused::text).hasStackTraceContaining("\"code\":\"refused\"");
  }

  private Listener streamed(String prompt) {
    var listener = new Listener();
    OpenAiStreamingChatModel.builder()
        .baseUrl(base())
        .apiKey(licence())
        .modelName("tiny")
        .customParameters(SMALL)
        .build()
        .chat(prompt, listener);
    return listener;
  }

  private OpenAiImageModel images(String responseFormat) {
    return OpenAiImageModel.builder()
        .baseUrl(base())
        .apiKey(licence())
        .modelName("tiny_image")
        .size("1024x1024")
        .responseFormat(responseFormat)
        .maxRetries(0)
        .build();
  }

  private OpenAiChatModel chat(String model, int retries) {
    return OpenAiChatModel.builder()
        .baseUrl(base())
        .apiKey(licence())
        .modelName(model)
        .maxRetries(retries)
        .build();
  }

  private OpenAiChatModel chat(String model, Map<String, Object> parameters) {
    return OpenAiChatModel.builder()
        .baseUrl(base())
        .apiKey(licence())
        .modelName(model)
        .customParameters(parameters)
        .maxRetries(0)
        .build();
  }

  /** Waits for the whole of a streamed answer. */
  private static final class Listener implements StreamingChatResponseHandler {

    @SuppressWarnings("JdkObsolete") // Two threads use it.
    private final StringBuffer parts = new StringBuffer();

    private final CompletableFuture<String> whole = new CompletableFuture<>();

    String text() {
      return whole.orTimeout(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void onPartialResponse(String part) {
      parts.append(part);
    }

    @Override
    public void onCompleteResponse(ChatResponse answer) {
      whole.complete(parts.toString());
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}
