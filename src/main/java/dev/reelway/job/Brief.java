package dev.reelway.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An order as a dialect's submit route gets it, as JSON: complete, in our terms, with the
 * upstream's own model name.
 *
 * @param job the job's id: the reference by which the upstream may know it again
 * @param model the model as the upstream calls it
 * @param size width and height in pixels, written {@code WxH}
 * @param orientation portrait, landscape or square
 * @param createdAt unix seconds: no render that is older can be this job's
 * @param remixOf the upstream's own task whose film this one starts from, or null
 */
public record Brief(
    String job,
    String model,
    String prompt,
    String size,
    int width,
    int height,
    String orientation,
    int seconds,
    boolean hd,
    boolean pro,
    boolean watermark,
    @JsonProperty("remix_of") @Nullable String remixOf,
    @JsonProperty("created_at") long createdAt) {}
