package dev.reelway.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shares free places among licences in turn: each gets as many as any other while it has jobs for
 * them, and the next call begins after the licence that was served last. However many jobs one
 * licence has, a single job of another gets one of the next places.
 */
public final class FairTurns {

  /** The licence that was served last, for each kind of place. */
  private final Map<String, String> last = new ConcurrentHashMap<>();

  /** Claims jobs, or batches, of one licence. */
  @FunctionalInterface
  public interface Claim<T> {

    /** Claims at most so many. */
    List<T> of(String licence, int most);
  }

  /**
   * Claims until the places are used or no licence has more.
   *
   * @param kind the places that are shared, each kind by its own turns
   * @param licences those that may have jobs, in the order of their names
   */
  public <T> List<T> claim(String kind, List<String> licences, int places, Claim<T> claim) {
    var all = new ArrayList<T>();
    var left = fromTheNext(kind, licences);
    while (!left.isEmpty() && all.size() < places) {
      int share = Math.max(1, (places - all.size()) / left.size());
      var more = new ArrayList<String>();
      for (var licence : left) {
        int most = Math.min(share, places - all.size());
        if (most == 0) {
          break;
        }
        var claimed = claim.of(licence, most);
        all.addAll(claimed);
        if (!claimed.isEmpty()) {
          last.put(kind, licence);
        }
        if (claimed.size() == most) {
          more.add(licence);
        }
      }
      left = more;
    }
    return all;
  }

  /** The licence that was served last, or null. */
  @Nullable String last(String kind) {
    return last.get(kind);
  }

  private List<String> fromTheNext(String kind, List<String> licences) {
    var served = last.get(kind);
    var order = new ArrayList<String>(licences.size());
    if (served != null) {
      licences.stream().filter(one -> one.compareTo(served) > 0).forEach(order::add);
    }
    licences.stream()
        .filter(one -> served == null || one.compareTo(served) <= 0)
        .forEach(order::add);
    return order;
  }
}
