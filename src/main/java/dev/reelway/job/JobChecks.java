package dev.reelway.job;

import static dev.reelway.setup.SettingsChecks.notNegative;
import static dev.reelway.setup.SettingsChecks.positive;

import dev.reelway.licence.LicenceSettings;
import dev.reelway.oidc.OidcSettings;
import dev.reelway.setup.SettingsChecks;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/** Refuses wrong settings under {@code reelway.jobs}, by their key. */
final class JobChecks {

  private static final String JOBS = "reelway.jobs.";

  private JobChecks() {}

  static void check(JobSettings jobs) {
    positive(jobs.longestWait(), JOBS + "longest-wait");
    positive(jobs.deadline(), JOBS + "deadline");
    positive(jobs.fetchDeadline(), JOBS + "fetch-deadline");
    positive(jobs.pollEvery(), JOBS + "poll-every");
    positive(jobs.firstRetry(), JOBS + "first-retry");
    positive(jobs.longestRetry(), JOBS + "longest-retry");
    positive(jobs.lookUpFor(), JOBS + "look-up-for");
    positive(jobs.lease(), JOBS + "lease");
    notNegative(jobs.drain(), JOBS + "drain");
    SettingsChecks.check(
        CronExpression.isValidExpression(jobs.tick()),
        JOBS + "tick",
        "must be a Quartz cron expression, like '* * * * * ?'.");
    atOnce(jobs.atOnce());
  }

  /** Refuses a model of a licence that does not exist, as it could order nothing. */
  static void checkModels(LicenceSettings.ByName licences, Collection<String> models) {
    licences
        .all()
        .forEach(
            (name, licence) ->
                Objects.requireNonNullElse(licence.models(), Set.<String>of())
                    .forEach(
                        model ->
                            checkModel(
                                "reelway.licences.%s.models".formatted(name), model, models)));
  }

  /** The same for the rules of issuers. */
  static void checkModels(OidcSettings.ByName issuers, Collection<String> models) {
    issuers
        .models()
        .forEach((key, named) -> named.forEach(model -> checkModel(key, model, models)));
  }

  private static void checkModel(String key, String model, Collection<String> models) {
    SettingsChecks.check(
        models.contains(model),
        key,
        "names the unknown model %s. Known models: %s."
            .formatted(model, String.join(", ", new TreeSet<>(models))));
  }

  /** How many jobs each step may work on at once. */
  static Map<JobStep, Integer> atOnce(Map<String, Integer> settings) {
    var steps = Stream.of(JobStep.values()).map(JobStep::inRoutes).toList();
    for (var name : settings.keySet()) {
      SettingsChecks.check(
          steps.contains(name),
          JOBS + "at-once." + name,
          "must be one of " + String.join(", ", steps) + ".");
    }
    Map<JobStep, Integer> all = new EnumMap<>(JobStep.class);
    for (var jobStep : JobStep.values()) {
      Integer size = settings.get(jobStep.inRoutes());
      SettingsChecks.check(
          size != null && size >= 1 && size <= 10_000,
          JOBS + "at-once." + jobStep.inRoutes(),
          "must be from 1 to 10000.");
      all.put(jobStep, Objects.requireNonNull(size));
    }
    return all;
  }
}
