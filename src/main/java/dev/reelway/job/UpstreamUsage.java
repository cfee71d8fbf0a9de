package dev.reelway.job;

import dev.reelway.cost.Amount;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one upstream has to do, and what it did in some time.
 *
 * @param open its jobs by stage, with rendered ones those that are held; 10,000 of a stage may be
 *     more
 * @param waiting how many jobs wait for capacity that may go there; 10,000 may be more
 * @param completed how many of its renders were delivered
 * @param failed how many of its renders failed
 * @param medianSeconds half of its latest renders took no longer from submitted to rendered
 * @param costs what they have cost, as far as that is known, in each currency
 */
public record UpstreamUsage(
    Map<OpenJobs.Stage, Long> open,
    long waiting,
    long completed,
    long failed,
    OptionalDouble medianSeconds,
    List<Amount> costs) {}
