package dev.reelway.api;

import dev.reelway.licence.Licences;
import dev.reelway.setup.PublicUrl;
import dev.reelway.wire.OwnHost;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** Puts together the pages that people open: the one at {@code /}, and the documentation. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  private final String root;
  private final String basePath;

  PageConfiguration(ApiSettings settings, PublicUrl publicUrl) {
    this.root = publicUrl.at(settings.basePath());
    this.basePath = settings.basePath();
  }

  @Bean
  ApiDocs apiDocs(RequestReader reader) throws IOException {
    return new ApiDocs(reader, root);
  }

  @Bean
  LandingPage landingPage(Environment environment, Licences licences, PageFiles pageFiles)
      throws IOException {
    return new LandingPage(root, basePath, licences::hasDemo, () -> health(environment), pageFiles);
  }

  @Bean
  OperatorPage operatorPage(PageFiles pageFiles) throws IOException {
    return new OperatorPage(pageFiles);
  }

  @Bean
  PageFiles pageFiles(Environment environment) throws IOException {
    return new PageFiles(media(environment));
  }

  /** Where the bucket is, if callers are sent there for videos. */
  static String media(Environment environment) {
    var s3 = "reelway.sinks.s3.";
    if (!environment.getProperty(s3 + "serve", "").equals("redirect")) {
      return "";
    }
    return Stream.of("public-endpoint", "endpoint")
        .map(name -> environment.getProperty(s3 + name, ""))
        .filter(StringUtils::hasText)
        .map(URI::create)
        .map(at -> " %1$s://%2$s %1$s://*.%2$s".formatted(at.getScheme(), at.getAuthority()))
        .findFirst()
        .orElseGet(() -> " https://*." + amazon(environment.getProperty(s3 + "region", "")));
  }

  /** The domain of Amazon S3 in a region: China, for one, has its own. */
  private static String amazon(String region) {
    var known = StringUtils.hasText(region) ? Region.of(region) : Region.US_EAST_1;
    return PartitionMetadata.of(known).dnsSuffix();
  }

  private static @Nullable String health(Environment environment) {
    var port = environment.getProperty("local.management.port");
    var address = environment.getProperty("management.server.address", "127.0.0.1");
    var path = environment.getProperty("management.endpoints.web.base-path", "");
    return port == null ? null : "http://%s:%s%s/health".formatted(OwnHost.of(address), port, path);
  }
}
