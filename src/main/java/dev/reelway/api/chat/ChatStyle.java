package dev.reelway.api.chat;

import dev.reelway.api.JsonBody;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a chat stream reports the progress of a video. The texts are those of the seed's API family:
 * existing clients find progress and links by patterns like {@code
 * 进度[：:]\\s*(\\d+(?:\\.\\d+)?)\\s*%} and {@code \\[点击这里]\\((https?://[^)]+)\\)}.
 */
public enum ChatStyle {

  /** Progress and result are part of the answer's {@code content}. */
  SEED,

  /** Progress is sent as {@code reasoning_content}, and the video is shown as HTML. */
  REASONING,

  /** Only the result is sent. */
  SILENT;

  private static final String QUEUED = "> ⌛️ 任务正在队列中，请耐心等待...\n\n";

  public static Optional<ChatStyle> read(@Nullable String written) {
    if (written == null || written.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(valueOf(written.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      throw new OrderRefused("progress", "progress must be seed, reasoning or silent");
    }
  }

  /** The key of a delta that carries progress. */
  String progressKey() {
    return this == REASONING ? "reasoning_content" : "content";
  }

  /** The first text, or an empty string. */
  String beginning(Order order) {
    return this == SEED && !(order instanceof ImageOrder) ? card(order) : "";
  }

  /** The text for the state of a job, or an empty string. */
  String progress(Job job) {
    if (this == SILENT || job.order() instanceof ImageOrder) {
      return "";
    }
    return switch (job.state()) {
      case Queued q -> QUEUED;
      case Submitting s -> QUEUED;
      case Rendering r -> percent(r.progress());
      case Rendered r -> percent(job.state().progress());
      default -> "";
    };
  }

  private static String percent(int progress) {
    return "> 🏃 进度：%d.0%%\n\n".formatted(progress);
  }

  /** The text with the links to the files. */
  String end(Order order, List<String> links) {
    if (order instanceof ImageOrder) {
      return links.stream().map("![image](%s)"::formatted).collect(Collectors.joining("\n\n"));
    }
    var text =
        this == REASONING
            ? "```html\n<video src='%s' controls></video>\n```"
            : "> ✅ 视频生成成功，[点击这里](%s) 查看视频~~~";
    return links.stream().map(text::formatted).collect(Collectors.joining("\n\n"));
  }

  /**
   * The prompt and the orientation as a JSON block. Slashes and percent signs are escaped, so that
   * no client mistakes a link or a percentage in the prompt for ours.
   */
  private static String card(Order order) {
    var size = Size.read(order.size()).orElseThrow();
    var card = Map.of("prompt", order.prompt());
    var prompt = JsonBody.text(card).replace("/", "\\/").replace("%", "\\u0025");
    var mode = size.width() > size.height() ? "横屏模式" : "竖屏模式";
    return "```json\n%s,\"mode\":\"%s\"}\n```\n\n"
        .formatted(prompt.substring(0, prompt.length() - 1), mode);
  }
}
