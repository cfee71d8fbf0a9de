package dev.reelway.cost;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job has cost, as answers, results, events and sidecars have it. What is not known is
 * absent.
 *
 * @param amount an exact decimal number
 * @param currency the ISO 4217 code
 * @param estimated whether the amount, or a part of it, is calculated by the configured price
 * @param credits what the upstream told in its own unit
 * @param seconds the billed seconds that the upstream told
 * @param charges the parts, if several renders of the job were billed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CostView(
    @Nullable BigDecimal amount,
    @Nullable String currency,
    @Nullable Boolean estimated,
    @Nullable BigDecimal credits,
    @Nullable BigDecimal seconds,
    @Nullable List<CostView> charges) {}
