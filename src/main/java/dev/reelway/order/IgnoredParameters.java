package dev.reelway.order;

import java.util.Locale;
import java.util.Set;

/**
 * Parameters that are accepted without effect, because clients send them by themselves or in every
 * request: the list that the documentation shows. Names are recognised in any case.
 */
public final class IgnoredParameters {

  /** In every order: the key of a cache, and the API version that Azure's clients send. */
  public static final Set<String> OF_ORDERS = Set.of("api-version", "prompt_cache_key");

  /**
   * In chat: the fields of OpenAI's Chat Completions (platform.openai.com/docs/api-reference/chat)
   * that say how a text is written, and those that other servers and chat clients add to them.
   */
  public static final Set<String> OF_CHAT =
      Set.of(
          "audio",
          "chat_template_kwargs",
          "enable_thinking",
          "frequency_penalty",
          "function_call",
          "functions",
          "include_reasoning",
          "keep_alive",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "min_p",
          "modalities",
          "moderation",
          "options",
          "parallel_tool_calls",
          "plugins",
          "prediction",
          "presence_penalty",
          "prompt_cache_options",
          "prompt_cache_retention",
          "provider",
          "reasoning",
          "reasoning_effort",
          "repetition_penalty",
          "response_format",
          "seed",
          "service_tier",
          "session_id",
          "stop",
          "store",
          "stream_options",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_a",
          "top_k",
          "top_logprobs",
          "top_p",
          "transforms",
          "verbosity",
          "web_search_options");

  private IgnoredParameters() {}

  static boolean contains(String name) {
    return OF_ORDERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The parameters of a chat request without those that say how a text is written. */
  public static Parameters withoutChat(Parameters parameters) {
    return parameters.withoutAll(OF_CHAT);
  }
}
