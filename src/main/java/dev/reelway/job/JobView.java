package dev.reelway.job;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The JSON of a job in the API. Only the API knows its form; the packages below pass it on.
 *
 * @param published the JSON with links for readers without a request: files and the operator's
 *     endpoint
 * @param linked the JSON with links that begin with this text
 */
public record JobView(Function<Job, Object> published, BiFunction<Job, String, Object> linked) {}
