package dev.reelway.job;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A job as callers see it. The API alone knows how that is; packages below it only pass it on.
 *
 * @param plain shows a job without links
 * @param linked shows a job with links that begin with the text
 */
public record JobView(Function<Job, Object> plain, BiFunction<Job, String, Object> linked) {}
