package dev.reelway.intake;

import dev.reelway.cost.Amount;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The costs of the batches over HTTP: the sums of what their jobs have cost. */
final class BatchCosts {

  private BatchCosts() {}

  /** Records the costs of a batch whose jobs have all ended; nothing if none is known. */
  static void record(JdbcClient db, String batch) {
    var costs = sums(db, batch);
    if (!costs.isEmpty()) {
      db.sql("update api_batch set costs = ? where id = ?")
          .param(ApiBatchRow.json(costs))
          .param(batch)
          .update();
    }
  }

  private static List<Amount> sums(JdbcClient db, String batch) {
    return db.sql(
            """
            select cost_currency, sum(cost) as cost from job
            where batch = ? and cost is not null
            group by cost_currency order by cost_currency
            """)
        .param(batch)
        .query((row, n) -> Amount.ofMicros(row.getLong("cost"), row.getString("cost_currency")))
        .list();
  }
}
