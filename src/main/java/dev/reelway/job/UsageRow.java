package dev.reelway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What ended jobs have used.
 *
 * @param licence whose jobs they are; null where licences are not told apart, as with the others
 * @param day the day in UTC on which they ended
 * @param model the model as ordered
 * @param upstream where they were rendered; empty for those that were never submitted
 * @param jobs how many ended, the failed ones included
 * @param failed how many failed
 * @param seconds the seconds of video that they delivered
 * @param bytes the size of what they delivered
 * @param cost what they cost, as far as it is known
 * @param currency the currency of the cost; each has a row of its own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageRow(
    @Nullable String licence,
    @JsonSerialize(using = ToStringSerializer.class) @Nullable LocalDate day,
    @Nullable String model,
    @Nullable String upstream,
    long jobs,
    long failed,
    long seconds,
    long bytes,
    BigDecimal cost,
    String currency) {}
