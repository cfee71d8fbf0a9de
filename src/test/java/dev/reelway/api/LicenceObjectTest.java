package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LicenceObjectTest {

  @Test
  void allLimitsAreShownAndAmountsWithoutAnExponent() {
    var day = new Quota(null, null, new BigDecimal(100));
    var limits = new LicenceLimits(null, 4, day, Quota.NONE);

    var shown = JsonBody.text(LicenceObject.of(new Licence("ann", Set.of(), null, limits)));

    assertThat(shown)
        .contains(
            """
            "limits":{"requests_per_minute":null,"jobs_at_once":4,\
            "day":{"jobs":null,"seconds":null,"money":100},\
            "month":{"jobs":null,"seconds":null,"money":null}}\
            """);
  }
}
