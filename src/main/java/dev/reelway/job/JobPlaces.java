package dev.reelway.job;

import dev.reelway.database.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Finds the places that have jobs, however many jobs are at each. */
final class JobPlaces {

  /** Skips in an index from one value of a column to the next, past all rows in between. */
  static final String VALUES =
      """
      with recursive level(name) as (
        select min(%1$s) from job where %2$s
        union all
        select (select min(%1$s) from job where %2$s and %1$s > level.name)
        from level where level.name is not null)
      select name from level where name is not null
      """;

  /**
   * The places of rendered jobs, and the licences that have some there: skips in the same way, from
   * one job of each to the next. Nothing is joined, as PostgreSQL may read all jobs for a join.
   */
  static final String RENDERED =
      """
      with recursive level(id) as (
        select (select id from job where state = 'rendered' and upstream is not null
                order by upstream, coalesce(sink, ''), licence limit 1)
        union all
        select coalesce(
          (select id from job more where more.state = 'rendered'
             and more.upstream = (select upstream from job where id = level.id)
             and coalesce(more.sink, '') = (select coalesce(sink, '') from job where id = level.id)
             and more.licence > (select licence from job where id = level.id)
           order by more.licence limit 1),
          (select id from job more where more.state = 'rendered'
             and more.upstream = (select upstream from job where id = level.id)
             and coalesce(more.sink, '') > (select coalesce(sink, '') from job where id = level.id)
           order by coalesce(more.sink, ''), more.licence limit 1),
          (select id from job more where more.state = 'rendered'
             and more.upstream > (select upstream from job where id = level.id)
           order by more.upstream, coalesce(more.sink, ''), more.licence limit 1))
        from level where level.id is not null)
      select (select upstream from job where id = level.id) as upstream,
        (select coalesce(sink, '') from job where id = level.id) as sink,
        (select licence from job where id = level.id) as licence
      from level where level.id is not null
      """;

  private final Database database;

  JobPlaces(Database database) {
    this.database = database;
  }

  /** Those that have jobs in a state other than queued; only rendered ones have a sink. */
  List<JobsAtPlace> of(JobState.Name state) {
    return state == JobState.Name.RENDERED
        ? ofRendered()
        : database
            .reader()
            .sql(VALUES.formatted("upstream", "state = '" + state.inLedger() + "'"))
            .query(String.class)
            .list()
            .stream()
            .map(upstream -> new JobsAtPlace(JobPlace.at(upstream), List.of()))
            .toList();
  }

  private List<JobsAtPlace> ofRendered() {
    var licences = new LinkedHashMap<JobPlace, List<String>>();
    database
        .reader()
        .sql(RENDERED)
        .query(
            row -> {
              var place = new JobPlace(row.getString("upstream"), row.getString("sink"));
              licences
                  .computeIfAbsent(place, first -> new ArrayList<>())
                  .add(row.getString("licence"));
            });
    return licences.entrySet().stream()
        .map(entry -> new JobsAtPlace(entry.getKey(), entry.getValue()))
        .toList();
  }
}
