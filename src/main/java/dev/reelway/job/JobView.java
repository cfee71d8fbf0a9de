package dev.reelway.job;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The JSON of a job in the API. Only the API knows its form; the packages below pass it on.
 *
 * @param plain the JSON without links
 * @param linked the JSON with links that begin with this text
 */
public record JobView(Function<Job, Object> plain, BiFunction<Job, String, Object> linked) {}
