import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.image.Image;
import org.springframework.ai.image.ImagePrompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiImageModel;
import org.springframework.ai.openai.OpenAiImageOptions;

/** Spring AI's models for OpenAI. */
final class SpringAi {

  private static final Duration LONG = Duration.ofMinutes(2);

  private SpringAi() {}

  public static void main(String... arguments) {
    new Facts()
        .and(
            "an image as a link",
            (base, prompt) -> Facts.isPng(Facts.opened(image(base, prompt, "url", LONG).getUrl())))
        .and(
            "an image in base64",
            (base, prompt) -> {
              var image = image(base, prompt, "b64_json", LONG).getB64Json();
              Facts.isPng(Base64.getDecoder().decode(image));
            })
        .and("an image by chat", (base, prompt) -> Facts.isImageMessage(said(base, prompt)))
        .and(
            "an image by streamed chat",
            (base, prompt) -> Facts.isImageMessage(streamed(base, prompt)))
        .and(
            "a refused order",
            (base, prompt) ->
                Facts.refused(
                    "blocked", () -> image(base, "[sandbox:refuse] " + prompt, "url", LONG)))
        .and(
            "a refusal in a stream",
            (base, prompt) ->
                Facts.refused("blocked", () -> streamed(base, "[sandbox:refuse] " + prompt)))
        .and(
            "a failed render",
            (base, prompt) ->
                Facts.refused("failed", () -> image(base, "[sandbox:fail] " + prompt, "url", LONG)))
        .and(
            "a call that is cut and repeated",
            (base, prompt) -> {
              var slow = "[sandbox:3s] " + prompt;
              Facts.isPng(Facts.opened(image(base, slow, "url", Duration.ofSeconds(2)).getUrl()));
            })
        .run(arguments);
  }

  private static Image image(String base, String prompt, String format, Duration timeout) {
    var options = OpenAiImageOptions.builder();
    options.baseUrl(base);
    options.apiKey("demo");
    options.timeout(timeout);
    options.maxRetries(4);
    options.model("tiny_image");
    options.size("1024x1024");
    options.responseFormat(format);
    var model = OpenAiImageModel.builder().options(options.build()).build();
    return model.call(new ImagePrompt(prompt, options.build())).getResult().getOutput();
  }

  private static OpenAiChatModel chat(String base) {
    var options = OpenAiChatOptions.builder();
    options.baseUrl(base);
    options.apiKey("demo");
    options.timeout(LONG);
    options.model("tiny_image");
    return OpenAiChatModel.builder().options(options.build()).build();
  }

  private static String said(String base, String prompt) {
    return text(chat(base).call(new Prompt(prompt)));
  }

  private static String streamed(String base, String prompt) {
    return chat(base).stream(new Prompt(prompt))
        .timeout(LONG)
        .toStream()
        .map(SpringAi::text)
        .collect(Collectors.joining());
  }

  private static String text(ChatResponse answer) {
    var result = answer.getResult();
    var text = result == null ? null : result.getOutput().getText();
    return text == null ? "" : text;
  }
}
