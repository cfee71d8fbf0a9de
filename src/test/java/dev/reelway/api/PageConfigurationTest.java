package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** Where the page may load videos from is where their links lead. */
class PageConfigurationTest {

  private final MockEnvironment environment =
      new MockEnvironment().withProperty("reelway.sinks.s3.serve", "redirect");

  @ParameterizedTest
  @CsvSource({
    "eu-central-1, amazonaws.com",
    "us-gov-west-1, amazonaws.com",
    "cn-north-1, amazonaws.com.cn",
    "eusc-de-east-1, amazonaws.eu",
    "us-iso-east-1, c2s.ic.gov",
    "eu-somewhere-9, amazonaws.com",
    "'', amazonaws.com"
  })
  void eachRegionOfAmazonHasItsDomain(String region, String domain) {
    environment.setProperty("reelway.sinks.s3.region", region);

    assertThat(PageConfiguration.media(environment)).isEqualTo(" https://*." + domain);
  }

  @Test
  void anEndpointIsNamedWithItsBuckets() {
    environment.setProperty("reelway.sinks.s3.endpoint", "http://minio:9000");

    assertThat(PageConfiguration.media(environment))
        .isEqualTo(" http://minio:9000 http://*.minio:9000");
  }
}
