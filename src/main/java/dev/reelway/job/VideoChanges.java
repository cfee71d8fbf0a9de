package dev.reelway.job;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the videos of some licences that any process may have changed lately: those that an
 * upstream has, and those that were created, have ended or were deleted since a time. Each is a
 * range of an index, and none has more than so many of them.
 */
final class VideoChanges {

  static final int MOST = 2_000;

  /** How many licences one query reads: a node may follow thousands. */
  private static final int LICENCES_AT_ONCE = 100;

  /** The column behind those of a change. */
  private static final int TIME = 7;

  private static final String COLUMNS = "licence, id, state, progress, attempts, deleted_at";

  /** Exactly a range of its index, and in the order of that index. */
  private static final String UNDER_WAY =
      """
      select * from (
        select %1$s from job where deleted_at is null and licence = followed.name
          and (state, id) > ('%2$s', :first) and (state, id) < ('%2$s', :last)
        order by state desc, id desc limit %3$d) as part
      """;

  static final String CREATED =
      """
      select * from (
        select %s from job where deleted_at is null and licence = followed.name
          and id > :since and id < :last
        order by id desc limit %d) as part
      """
          .formatted(COLUMNS, MOST);

  /** The ranges of each licence apart; only PostgreSQL, which other processes share, needs it. */
  static final String OF_LICENCES =
      """
      select changed.* from unnest(cast(array[:licences] as text[])) as followed (name)
      cross join lateral (
      %s) as changed
      """
          .formatted(
              Stream.concat(
                      Stream.of("submitting", "rendering", "rendered")
                          .map(state -> UNDER_WAY.formatted(COLUMNS, state, MOST)),
                      Stream.of(CREATED))
                  .collect(Collectors.joining(" union all ")));

  static final String ENDED =
      """
      select %s, ended_at from job where ended_at > :since and licence in (:licences)
      order by ended_at desc limit %d
      """
          .formatted(COLUMNS, MOST);

  static final String DELETED =
      """
      select %s, deleted_at from job where deleted_at > :since and licence in (:licences)
      order by deleted_at desc limit %d
      """
          .formatted(COLUMNS, MOST);

  private final Database database;

  VideoChanges(Database database) {
    this.database = database;
  }

  /** What the ledger says of a video, as far as it shows that the video has changed. */
  record Change(
      String licence, String id, String state, int progress, int attempts, boolean deleted) {

    static Change read(ResultSet row, int number) throws SQLException {
      return new Change(
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getInt(4),
          row.getInt(5),
          row.getObject(6) != null);
    }

    /** Whether an upstream has it, or may. */
    boolean isUnderWay() {
      return !deleted && Set.of("submitting", "rendering", "rendered").contains(state);
    }
  }

  /**
   * What has changed lately.
   *
   * @param complete the time from which on no creation, end or deletion is missing
   */
  record Lately(List<Change> changes, Instant complete) {

    private static final Lately NONE = new Lately(List.of(), Instant.MIN);

    static Lately of(Lately... parts) {
      return Stream.of(parts).reduce(NONE, Lately::with);
    }

    private Lately with(Lately other) {
      var all = new ArrayList<>(changes);
      all.addAll(other.changes);
      return new Lately(all, complete.isAfter(other.complete) ? complete : other.complete);
    }

    private Map<String, List<Change>> byLicence() {
      return changes.stream().collect(Collectors.groupingBy(Change::licence));
    }

    private Lately ofVideos() {
      var videos = changes.stream().filter(one -> JobId.isVideo(one.id())).distinct().toList();
      return new Lately(videos, complete);
    }
  }

  /** Whether other processes may change anything. */
  boolean isShared() {
    return database.shared();
  }

  /** The videos of each of these licences that may have changed since then. */
  Map<String, Lately> since(Set<String> licences, Instant since) {
    var over = Lately.of(lately(ENDED, licences, since), lately(DELETED, licences, since));
    var byLicence = over.byLicence();
    var all = new HashMap<String, Lately>();
    for (var some : portions(licences)) {
      var open = open(some, since);
      for (var name : some) {
        var ended = new Lately(byLicence.getOrDefault(name, List.of()), over.complete);
        var lately = complete(open.getOrDefault(name, List.of()), since);
        all.put(name, Lately.of(lately, ended).ofVideos());
      }
    }
    return all;
  }

  private static List<List<String>> portions(Set<String> licences) {
    var all = List.copyOf(licences);
    return IntStream.iterate(0, from -> from < all.size(), from -> from + LICENCES_AT_ONCE)
        .mapToObj(from -> all.subList(from, Math.min(all.size(), from + LICENCES_AT_ONCE)))
        .toList();
  }

  /** Those that an upstream has or that were created, of each licence that has any. */
  private Map<String, List<Change>> open(List<String> licences, Instant since) {
    return database
        .reader()
        .sql(OF_LICENCES)
        .param("licences", licences)
        .param("first", JobId.FIRST_VIDEO)
        .param("last", JobId.LAST_VIDEO)
        .param("since", JobId.firstVideoAt(since))
        .query(Change::read)
        .list()
        .stream()
        .collect(Collectors.groupingBy(Change::licence));
  }

  private static Lately complete(List<Change> open, Instant since) {
    var first = JobId.firstVideoAt(since);
    var oldest =
        open.stream()
            .map(Change::id)
            .filter(id -> id.compareTo(first) > 0)
            .distinct()
            .sorted(Comparator.reverseOrder())
            .skip(MOST - 1L)
            .findFirst();
    return new Lately(open, oldest.map(JobId::madeAt).orElse(since));
  }

  private Lately lately(String sql, Set<String> licences, Instant since) {
    var times = new ArrayList<Instant>();
    var changes =
        database
            .reader()
            .sql(sql)
            .param("since", since.toEpochMilli())
            .param("licences", licences)
            .query(
                (row, number) -> {
                  times.add(Instant.ofEpochMilli(row.getLong(TIME)));
                  return Change.read(row, number);
                })
            .list();
    return new Lately(changes, times.size() < MOST ? since : times.getLast());
  }
}
