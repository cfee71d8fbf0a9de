package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * SGLang: videos by JSON, and by forms only where there is a file; a list that says nothing of
 * prompts, and no memory of what was before its restart.
 */
final class SglangFixture extends VideosFixture {

  SglangFixture() throws IOException {}

  @Override
  String dialect() {
    return "sglang";
  }

  @Override
  String model() {
    return "Wan-AI/Wan2.2-T2V-A14B-Diffusers";
  }

  @Override
  String refusalCode() {
    return "none";
  }

  @Override
  boolean moderates() {
    return false;
  }

  @Override
  boolean forgets() {
    return true;
  }

  @Override
  boolean lists() {
    return false;
  }

  /** There are no remixes: their path is no place for an order. */
  @Override
  boolean isOrder(Call call) {
    return super.isOrder(call) && !isRemix(call);
  }

  /** Forms are taken only where there is a file. */
  @Override
  boolean isForm(Call order) {
    return order.isForm() && order.said().has("input_reference");
  }

  @Override
  Fields order(boolean remix) {
    var form = lastOrder().isForm();
    Map<String, Predicate<JsonNode>> all =
        new HashMap<>(
            Map.of(
                "model",
                oneOf(model()),
                "prompt",
                PROMPT,
                "size",
                text("\\d+x\\d+"),
                "seconds",
                form ? text("\\d+") : whole(1, 60)));
    if (form) {
      all.put("input_reference", FILE);
    }
    return new Fields(all);
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(status, "{\"detail\": \"%s\"}".formatted(message));
  }
}
