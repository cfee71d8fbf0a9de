package dev.reelway.job;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One page of a licence's videos. An index has the videos of each state, of each model and state,
 * and of each pair of metadata, by their ids: the page is the beginning of one range, or of one for
 * each state. Of several filters the one with the fewest videos is read, and the others are looked
 * up for each of them. Another index has the videos of each batch. Times of creation are part of
 * ids, and only make the ranges shorter. What prompts contain is left to {@link VideoSearch}.
 */
final class VideoList {

  /** Filters with more videos than these count as equally frequent. */
  private static final int MOST_COUNTED = 10_000;

  /**
   * The ids between two, of one state, or of one model and state: exactly a range of its index. It
   * is in the order of that index, and has no condition on the id alone: PostgreSQL would read the
   * primary key, and all jobs of all licences where few or none of them fit.
   */
  private static final String RANGE =
      """
      select id from job where deleted_at is null and licence = :licence%1$s
        and (state, id) > ('%2$s', :%3$s) and (state, id) < ('%2$s', :%4$s)%5$s
      order by state %6$s, id %6$s limit %7$s
      """;

  private static final String OF_TIME =
      """
      select %s from job where licence = :licence and deleted_at is null
        and id %s :from and id %s :end %s limit :limit
      """;

  /** In the order of its index, for the same reason; at most the jobs of the batch are read. */
  private static final String OF_BATCH =
      """
      select id from job where deleted_at is null and licence = :licence and batch is not null
        and (batch, id) > (:batch, :%1$s) and (batch, id) < (:batch, :%2$s)%3$s
      order by batch %4$s, id %4$s limit :limit
      """;

  private static final String OF_MODEL = " and ordered_model = :model";

  /**
   * Jobs that a node of an earlier version has inserted: few, if any. Their ids are expressions in
   * it, so that no database reads all jobs of the licence by their ids to find them.
   */
  private static final String OLDER =
      """
      select id from job where licence = :licence and deleted_at is null and ordered_model is null
        and state in (%s) and substr(request, 1, length(:order)) = :order
      """;

  private static final String PAIR =
      "select job from job_metadata where licence = :licence and pair = :pair%d";

  /** PostgreSQL looks it up for each row, and joins no tables for it, unlike for "exists". */
  private static final String HAS_PAIR =
      "select 1 from job_metadata where licence = :licence and pair = :pair%d and job = ";

  private final VideoFilter filter;
  private final boolean ascending;
  private final List<String> pairs;
  private final Map<String, Object> params = new HashMap<>();
  private @Nullable Integer rarest;

  /**
   * @param after the job before the first one of the page, or null for the first page
   */
  VideoList(
      String licence, VideoFilter filter, @Nullable String after, boolean ascending, int limit) {
    this.filter = filter;
    this.ascending = ascending;
    this.pairs =
        filter.metadata().entrySet().stream()
            .map(one -> JobMetadata.pair(one.getKey(), one.getValue()))
            .toList();
    params.put("licence", licence);
    params.put("from", from(after));
    params.put("end", ascending ? filter.lastId() : filter.firstId());
    params.put("limit", limit);
    if (filter.batch() != null) {
      params.put("batch", filter.batch());
    }
    if (filter.model() != null) {
      params.put("model", filter.model());
      params.put("order", beginning(filter.model()));
    }
    for (int i = 0; i < pairs.size(); i++) {
      params.put("pair" + i, pairs.get(i));
    }
  }

  /** Where the page begins: after the job before it, or where the time of the filter begins. */
  private String from(@Nullable String after) {
    var edge = ascending ? filter.firstId() : filter.lastId();
    return after != null && after.compareTo(edge) > 0 == ascending ? after : edge;
  }

  /** How the JSON of a video order of this model begins. */
  private static String beginning(String model) {
    return "{\"kind\":\"video\",\"model\":%s,\"base\":".formatted(JobRow.json(model));
  }

  /** Moves on to a later page, for which nothing is counted again. */
  void startAfter(@Nullable String job) {
    params.put("from", from(job));
  }

  List<Job> page(JdbcClient db) {
    return db.sql(query(db)).params(params).query(JobRow::read).list();
  }

  /** The values of the statement's parameters, by name. */
  Map<String, Object> params() {
    return Map.copyOf(params);
  }

  /** The statement, whose parameters are named. */
  String query(JdbcClient db) {
    return query(db, JobRow.COLUMNS);
  }

  /** The statement for some columns of the videos. */
  String query(JdbcClient db, String columns) {
    return filter.isOfTimeOnly()
        ? OF_TIME.formatted(columns, ascending ? ">" : "<", ascending ? "<" : ">", inOrder("id"))
        : "select %s from job where id in (%s) %s".formatted(columns, ids(db), inOrder("id"));
  }

  private String ids(JdbcClient db) {
    if (filter.batch() != null) {
      return byBatch();
    }
    if (rarest == null) {
      rarest = rarest(db);
    }
    return rarest < pairs.size() ? byPair(rarest) : byState();
  }

  private String byBatch() {
    return OF_BATCH.formatted(
        ascending ? "from" : "end",
        ascending ? "end" : "from",
        ofStates() + ofModel() + havingPairs("job.id", pairs.size()),
        ascending ? "asc" : "desc");
  }

  private String ofStates() {
    return filter.states().isEmpty() ? "" : " and job.state in (%s)".formatted(inList());
  }

  private String ofModel() {
    return filter.model() == null
        ? ""
        : " and (job.ordered_model = :model or job.ordered_model is null and"
            + " substr(job.request, 1, length(:order)) = :order)";
  }

  /**
   * The pair of metadata that the fewest videos have; the number of pairs if fewer fit the rest.
   */
  private int rarest(JdbcClient db) {
    boolean statesToo = !filter.states().isEmpty() || filter.model() != null;
    if (pairs.size() + (statesToo ? 1 : 0) < 2) {
      return 0;
    }
    int best = pairs.size();
    int least = statesToo ? count(db, ofStates("", MOST_COUNTED)) : Integer.MAX_VALUE;
    for (int i = 0; i < pairs.size(); i++) {
      int count = count(db, PAIR.formatted(i));
      if (count < least) {
        least = count;
        best = i;
      }
    }
    return best;
  }

  private int count(JdbcClient db, String ids) {
    return db.sql("select count(*) from (%s limit %d) as counted".formatted(ids, MOST_COUNTED))
        .params(params)
        .query(Integer.class)
        .single();
  }

  private String byPair(int rarest) {
    return """
    select m.job from job_metadata m where m.licence = :licence and m.pair = :pair%d
      and (select 1 from job where job.id = m.job and job.deleted_at is null%s%s) = 1%s%s
    """
        .formatted(rarest, ofStates(), ofModel(), havingPairs("m.job", rarest), page("m.job"));
  }

  private String byState() {
    var having = havingPairs("job.id", pairs.size());
    var all = ofStates(having, ":limit");
    if (filter.model() != null) {
      all += " union all " + part(OLDER.formatted(inList()) + having + page("id || ''"));
    }
    return "select id from (%s) as found %s limit :limit".formatted(all, inOrder("id"));
  }

  private String ofStates(String having, Object limit) {
    return names().stream()
        .map(name -> part(range(name, having, limit)))
        .collect(Collectors.joining(" union all "));
  }

  private static String part(String query) {
    return "select id from (%s) as part".formatted(query);
  }

  private String range(JobState.Name state, String having, Object limit) {
    return RANGE.formatted(
        filter.model() == null ? "" : OF_MODEL,
        state.inLedger(),
        ascending ? "from" : "end",
        ascending ? "end" : "from",
        having,
        ascending ? "asc" : "desc",
        limit);
  }

  private EnumSet<JobState.Name> names() {
    return filter.states().isEmpty()
        ? EnumSet.allOf(JobState.Name.class)
        : EnumSet.copyOf(filter.states());
  }

  private String inList() {
    return names().stream()
        .map(name -> "'" + name.inLedger() + "'")
        .collect(Collectors.joining(", "));
  }

  private String havingPairs(String id, int except) {
    var all = new StringBuilder();
    for (int i = 0; i < pairs.size(); i++) {
      if (i != except) {
        all.append(" and (").append(HAS_PAIR.formatted(i)).append(id).append(") = 1");
      }
    }
    return all.toString();
  }

  private String page(String id) {
    return " and %1$s %2$s :from and %1$s %3$s :end %4$s limit :limit"
        .formatted(id, ascending ? ">" : "<", ascending ? "<" : ">", inOrder(id));
  }

  private String inOrder(String id) {
    return "order by %s %s".formatted(id, ascending ? "asc" : "desc");
  }
}
