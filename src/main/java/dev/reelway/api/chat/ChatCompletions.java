package dev.reelway.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages about one job, in the shapes of OpenAI's chat completions. */
final class ChatCompletions {

  private final String id;
  private final long created;
  private final String model;
  private final String prompt;

  ChatCompletions(Job job) {
    this.id = "chatcmpl-" + job.id().substring(job.id().indexOf('_') + 1);
    this.created = job.created().getEpochSecond();
    this.model = job.order().model();
    this.prompt = job.order().prompt();
  }

  /** A chunk of a stream. */
  Chunk chunk(Map<String, String> delta) {
    return new Chunk(
        id,
        "chat.completion.chunk",
        created,
        model,
        List.of(new ChunkChoice(0, delta, null)),
        null);
  }

  /** The last chunk of a stream that has a choice. */
  Chunk lastChunk() {
    var stop = new ChunkChoice(0, Map.of(), "stop");
    return new Chunk(id, "chat.completion.chunk", created, model, List.of(stop), null);
  }

  /**
   * The chunk with the token count, for callers who ask for it: clients that do not, fail on a
   * chunk without a choice, and OpenAI's accumulators fail on a count beside one.
   *
   * @param text all the text that the stream has sent
   */
  Chunk usageChunk(CharSequence text) {
    return new Chunk(id, "chat.completion.chunk", created, model, List.of(), usage(text));
  }

  /** An answer that is not streamed. */
  Completion completion(String text) {
    var choice = new Choice(0, new Message("assistant", text, null), null, "stop");
    return new Completion(id, "chat.completion", created, model, List.of(choice), usage(text));
  }

  /** An estimate for clients to display, one token for four bytes; nothing is billed by it. */
  private Usage usage(CharSequence text) {
    int promptTokens = tokens(prompt);
    int completionTokens = tokens(text);
    return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
  }

  private static int tokens(CharSequence text) {
    return (text.toString().getBytes(StandardCharsets.UTF_8).length + 3) / 4;
  }

  record Chunk(
      String id,
      String object,
      long created,
      String model,
      List<ChunkChoice> choices,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Usage usage) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ChunkChoice(
      int index,
      Map<String, String> delta,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  record Completion(
      String id, String object, long created, String model, List<Choice> choices, Usage usage) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Choice(
      int index,
      Message message,
      @Nullable Object logprobs,
      @JsonProperty("finish_reason") String finishReason) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Message(String role, String content, @Nullable String refusal) {}

  record Usage(
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("completion_tokens") int completionTokens,
      @JsonProperty("total_tokens") int totalTokens) {}
}
