package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the receivers with due deliveries that are not paused. The cost does not depend on the
 * number of deliveries that wait, neither for paused receivers nor for others.
 */
final class DueReceivers {

  /** The maximum number of receivers of one target that are looked at in one search. */
  static final int SEARCH_LIMIT = 500;

  /** One index look-up for each target with a waiting delivery, however many deliveries it has. */
  static final String TARGETS =
      """
      with recursive waiting (target) as (
        select min(target) from event_delivery where due is not null
        union all
        select (select min(target) from event_delivery where due is not null and target > waiting.target)
        from waiting where waiting.target is not null)
      select target from waiting
      where target is not null and exists (
        select 1 from event_delivery where event_delivery.target = waiting.target and due <= ?)
      """;

  private static final String PAUSED =
      """
      coalesce((select paused_until from receiver_pause p where p.target = %1$s.target and p.url = %1$s.url), 0) > ?
      """;

  static final String LONGEST_DUE =
      """
      select url, %s as paused from (
        select target, coalesce(url, '') as url, due from event_delivery
        where target = ? and due <= ? order by due limit ?) longest
      order by due
      """
          .formatted(PAUSED.formatted("longest"));

  /** One index look-up for each receiver of the target, in the order of their URLs. */
  static final String RECEIVERS =
      """
      with recursive waiting (target, url, number) as (
        select cast(? as text), (
          select min(coalesce(url, '')) from event_delivery
          where target = ? and due is not null and coalesce(url, '') > ?), 1
        union all
        select target, (
          select min(coalesce(url, '')) from event_delivery d
          where d.target = waiting.target and due is not null and coalesce(d.url, '') > waiting.url),
          number + 1
        from waiting where url is not null and number < ?)
      select url, %s or not exists (
        select 1 from event_delivery d
        where d.target = waiting.target and coalesce(d.url, '') = waiting.url and due <= ?) as paused
      from waiting where url is not null order by number
      """
          .formatted(PAUSED.formatted("waiting"));

  /**
   * A receiver with due deliveries.
   *
   * @param url its URL, or an empty string for the operator's endpoint
   * @param limit the maximum number of deliveries that may be claimed for it
   */
  record DueReceiver(String target, String url, int limit) {}

  private record Found(String url, boolean paused) {}

  private final Database database;

  /** The receiver after which the next search begins, by target; none: at the first one. */
  private final Map<String, String> searchedUntil = new ConcurrentHashMap<>();

  DueReceivers(Database database) {
    this.database = database;
  }

  /** The targets with a due delivery, whether its receiver is paused or not. */
  List<String> targets(Instant now) {
    return database.reader().sql(TARGETS).param(now.toEpochMilli()).query(String.class).list();
  }

  /**
   * The receivers of a target whose deliveries are to be claimed now.
   *
   * @param limit the maximum number of deliveries in all
   */
  List<DueReceiver> find(String target, int limit, Instant now) {
    var longest = longestDue(target, limit, now);
    var due = new LinkedHashMap<String, Integer>();
    longest.stream()
        .filter(found -> !found.paused())
        .forEach(found -> due.merge(found.url(), 1, Integer::sum));
    int taken = due.values().stream().mapToInt(Integer::intValue).sum();
    if (taken < longest.size() && longest.size() == limit) {
      share(others(target, due, limit - taken, now), limit - taken, due);
    }
    return due.entrySet().stream()
        .map(found -> new DueReceiver(target, found.getKey(), found.getValue()))
        .toList();
  }

  private static void share(List<String> urls, int limit, Map<String, Integer> due) {
    urls.forEach(url -> due.put(url, Math.max(1, limit / urls.size())));
  }

  /** The receivers of the deliveries that are due for the longest time. */
  private List<Found> longestDue(String target, int limit, Instant now) {
    return database
        .reader()
        .sql(LONGEST_DUE)
        .params(List.of(now.toEpochMilli(), target, now.toEpochMilli(), limit))
        .query(Found.class)
        .list();
  }

  /** Other receivers in turn, where paused ones have all the longest due deliveries. */
  private List<String> others(String target, Map<String, Integer> known, int limit, Instant now) {
    var from = searchedUntil.getOrDefault(target, "");
    var visited = new LinkedHashSet<>(receivers(target, from, now));
    boolean atEnd = visited.size() < SEARCH_LIMIT;
    if (atEnd && !from.isEmpty()) {
      visited.addAll(receivers(target, "", now));
    }
    var ready =
        visited.stream()
            .filter(found -> !found.paused() && !known.containsKey(found.url()))
            .map(Found::url)
            .limit(limit)
            .toList();
    continueAfter(
        target, ready.size() == limit ? ready.getLast() : atEnd ? "" : visited.getLast().url());
    return ready;
  }

  private void continueAfter(String target, String url) {
    if (url.isEmpty()) {
      searchedUntil.remove(target);
    } else {
      searchedUntil.put(target, url);
    }
  }

  private List<Found> receivers(String target, String after, Instant now) {
    long millis = now.toEpochMilli();
    return database
        .reader()
        .sql(RECEIVERS)
        .params(List.of(target, target, after, SEARCH_LIMIT, millis, millis))
        .query(Found.class)
        .list();
  }
}
