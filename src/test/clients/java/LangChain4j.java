import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiImageModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** LangChain4j's models for OpenAI. */
final class LangChain4j {

  private LangChain4j() {}

  public static void main(String... arguments) {
    new Facts()
        .and(
            "an image as a link",
            (base, prompt) -> Facts.isPng(Facts.opened(image(base, prompt).url().toString())))
        .and(
            "an image by chat",
            (base, prompt) -> Facts.isImageMessage(chat(base, Duration.ofMinutes(2)).chat(prompt)))
        .and(
            "an image by streamed chat",
            (base, prompt) -> Facts.isImageMessage(streamed(base, prompt)))
        .and(
            "a refused order",
            (base, prompt) ->
                Facts.refused("refused", () -> image(base, "[sandbox:refuse] " + prompt)))
        .and(
            "a refusal in a stream",
            (base, prompt) ->
                Facts.refused("refused", () -> streamed(base, "[sandbox:refuse] " + prompt)))
        .and(
            "a failed render",
            (base, prompt) ->
                Facts.refused("failed", () -> image(base, "[sandbox:fail] " + prompt)))
        .and(
            "a call that is cut and repeated",
            (base, prompt) ->
                Facts.isImageMessage(
                    chat(base, Duration.ofSeconds(2)).chat("[sandbox:3s] " + prompt)))
        .run(arguments);
  }

  private static Image image(String base, String prompt) {
    var model =
        OpenAiImageModel.builder()
            .baseUrl(base)
            .apiKey("demo")
            .modelName("tiny_image")
            .size("1024x1024");
    return model.build().generate(prompt).content();
  }

  private static OpenAiChatModel chat(String base, Duration timeout) {
    var model = OpenAiChatModel.builder().baseUrl(base).apiKey("demo").modelName("tiny_image");
    return model.timeout(timeout).maxRetries(4).build();
  }

  private static String streamed(String base, String prompt) {
    var whole = new CompletableFuture<String>();
    var handler =
        new StreamingChatResponseHandler() {
          private final StringBuffer parts = new StringBuffer();

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
        };
    var model = OpenAiStreamingChatModel.builder().baseUrl(base).apiKey("demo");
    model.modelName("tiny_image").build().chat(prompt, handler);
    return whole.join();
  }
}
