package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;

import java.io.IOException;
import java.util.Map;

/** vLLM-Omni: videos by forms only, and errors as FastAPI tells them. */
final class VllmOmniFixture extends VideosFixture {

  VllmOmniFixture() throws IOException {}

  @Override
  String dialect() {
    return "vllm-omni";
  }

  @Override
  String model() {
    return "Wan-AI/Wan2.2-T2V-A14B-Diffusers";
  }

  @Override
  String name(int number) {
    return "video_gen_%032x".formatted(0x7b00L + number);
  }

  @Override
  String refusalCode() {
    return "400";
  }

  /** There are no remixes: their path is no place for an order. */
  @Override
  boolean isOrder(Call call) {
    return super.isOrder(call) && !isRemix(call);
  }

  @Override
  Fields order(boolean remix) {
    return new Fields(
        Map.of(
            "model", oneOf(model()),
            "prompt", PROMPT,
            "size", text("\\d+x\\d+"),
            "seconds", text("\\d+")),
        Map.of("input_reference", FILE));
  }

  @Override
  Reply error(int status, String message) {
    return status == 400
        ? Reply.json(
            422,
            "{\"detail\": [{\"type\": \"missing\", \"loc\": [\"body\"], \"msg\": \"%s\"}]}"
                .formatted(message))
        : Reply.json(status, "{\"detail\": \"%s\"}".formatted(message));
  }
}
