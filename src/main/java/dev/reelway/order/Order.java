package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One film that a caller wishes for, understood, checked and complete: nothing is left to guess for
 * whoever renders it. This is what the ledger keeps, as JSON.
 *
 * @param model the public model name as the caller wrote it, with its suffixes
 * @param base the name of the configuration that it stands for
 * @param prompt 1 to 32,000 characters
 * @param size width and height in pixels, written {@code WxH}
 * @param seconds the film's length
 * @param hd whether high definition was asked for by the seed dialect's suffix or parameter
 * @param pro whether the seed dialect's {@code pro} grade was asked for
 * @param watermark a wish that is passed on; whether it is fulfilled is the upstream's affair
 * @param remixOf the id of the job whose film this one starts from, or null
 */
public record Order(
    String model,
    String base,
    String prompt,
    String size,
    int seconds,
    boolean hd,
    boolean pro,
    boolean watermark,
    @JsonProperty("remix_of") @Nullable String remixOf) {

  Order asRemixOf(String source) {
    return new Order(model, base, prompt, size, seconds, hd, pro, watermark, source);
  }
}
