package dev.reelway.job;

import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** How PostgreSQL finds the rows of a statement whose values it does not know yet. */
final class PostgresQueryPlan {

  private static final Pattern PLACE = Pattern.compile("\\?");

  private PostgresQueryPlan() {}

  /**
   * The steps of the plan that the driver gets from the fifth call on.
   *
   * @param sql with a question mark for each value
   */
  static List<String> of(TestDatabase store, String sql) {
    int[] places = {0};
    var numbered = PLACE.matcher(sql).replaceAll(place -> "\\$" + ++places[0]);
    var values = String.join(", ", Collections.nCopies(places[0], "null"));
    var execute = "explain execute planned" + (places[0] == 0 ? "" : "(" + values + ")");
    return store
        .database()
        .write(
            db -> {
              db.sql("set local plan_cache_mode = force_generic_plan").update();
              db.sql("prepare planned as " + numbered).update();
              var steps = db.sql(execute).query((step, number) -> step.getString(1)).list();
              db.sql("deallocate planned").update();
              return steps;
            });
  }
}
