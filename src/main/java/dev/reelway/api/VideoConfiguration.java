package dev.reelway.api;

import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSubscriptions;
import dev.reelway.job.OrderEstimates;
import dev.reelway.job.TargetPlanner;
import dev.reelway.job.VideoFeeds;
import dev.reelway.library.OrderRetries;
import dev.reelway.media.FrameImages;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the calls about videos together. */
@Configuration(proxyBeanMethods = false)
class VideoConfiguration {

  @Bean
  FrameContent frameContent(RequestReader reader, FrameImages frameImages) {
    return new FrameContent(reader, frameImages);
  }

  @Bean
  VideoRequests videoRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      JobQueries jobs,
      JobSubscriptions jobSubscriptions,
      LinkedFiles files,
      JobViews jobViews,
      Clock clock) {
    return new VideoRequests(reader, orderFactory, jobs, jobSubscriptions, files, jobViews, clock);
  }

  @Bean
  VideoEditRequests videoEditRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      JobQueries jobs,
      LinkedFiles files,
      TargetPlanner targetPlanner,
      Clock clock) {
    return new VideoEditRequests(reader, orderFactory, jobs, files, targetPlanner::supports, clock);
  }

  @Bean
  VideoEstimateRequests videoEstimateRequests(
      VideoRequests videoRequests, OrderEstimates orderEstimates, ApiSettings settings) {
    return new VideoEstimateRequests(videoRequests, orderEstimates, settings.showUpstreams());
  }

  @Bean
  VideoRetryRequests videoRetryRequests(
      RequestReader reader, JobQueries jobs, OrderRetries orderRetries) {
    return new VideoRetryRequests(reader, jobs, orderRetries);
  }

  @Bean
  VideoEventStream videoEventStream(JobViews jobViews, RequestWaits requestWaits) {
    return new VideoEventStream(jobViews, requestWaits);
  }

  @Bean
  VideoFeedStream videoFeedStream(
      VideoFeeds videoFeeds, JobQueries jobs, JobViews jobViews, RequestWaits requestWaits) {
    return new VideoFeedStream(videoFeeds, jobs, jobViews, requestWaits);
  }
}
