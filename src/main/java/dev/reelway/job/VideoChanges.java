package dev.reelway.job;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the videos of some licences that any process may have changed lately: those that an
 * upstream has, and those that were created, have ended or were deleted since a time. Each is a
 * range of an index, and none has more than so many of them.
 */
final class VideoChanges {

  static final int MOST = 2_000;

  /** The column behind those of a change. */
  private static final int TIME = 7;

  private static final String COLUMNS = "licence, id, state, progress, attempts, deleted_at";

  /** Exactly a range of its index, and in the order of that index. */
  private static final String UNDER_WAY =
      """
      select * from (
        select %1$s from job where deleted_at is null and licence = :licence
          and (state, id) > ('%2$s', :first) and (state, id) < ('%2$s', :last)
        order by state desc, id desc limit %3$d) as part
      """;

  static final String CREATED =
      """
      select * from (
        select %s from job where deleted_at is null and licence = :licence
          and id > :since and id < :last
        order by id desc limit %d) as part
      """
          .formatted(COLUMNS, MOST);

  static final String OF_LICENCE =
      Stream.concat(
              Stream.of("submitting", "rendering", "rendered")
                  .map(state -> UNDER_WAY.formatted(COLUMNS, state, MOST)),
              Stream.of(CREATED))
          .collect(Collectors.joining(" union all "));

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

    private Lately ofVideos(String licence) {
      var videos =
          changes.stream()
              .filter(one -> one.licence().equals(licence) && JobId.isVideo(one.id()))
              .distinct()
              .toList();
      return new Lately(videos, complete);
    }
  }

  /** Whether other processes may change anything. */
  boolean isShared() {
    return database.shared();
  }

  /** The videos of each of these licences that may have changed since then. */
  Map<String, Lately> since(Set<String> licences, Instant since) {
    var ended = lately(ENDED, licences, since);
    var deleted = lately(DELETED, licences, since);
    return licences.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                name -> Lately.of(ofLicence(name, since), ended, deleted).ofVideos(name)));
  }

  private Lately ofLicence(String licence, Instant since) {
    var first = JobId.firstVideoAt(since);
    var changes =
        database
            .reader()
            .sql(OF_LICENCE)
            .param("licence", licence)
            .param("first", JobId.FIRST_VIDEO)
            .param("last", JobId.LAST_VIDEO)
            .param("since", first)
            .query(Change::read)
            .list();
    var oldest =
        changes.stream()
            .map(Change::id)
            .filter(id -> id.compareTo(first) > 0)
            .distinct()
            .sorted(Comparator.reverseOrder())
            .skip(MOST - 1L)
            .findFirst();
    return new Lately(changes, oldest.map(JobId::madeAt).orElse(since));
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
