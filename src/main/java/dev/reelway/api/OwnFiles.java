package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.library.Source;
import dev.reelway.library.Sources;
import dev.reelway.licence.Licence;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Header;

/** Finds the rendered files behind the signed links that this service issued. */
public final class OwnFiles {

  private final Links links;
  private final JobQueries jobs;

  OwnFiles(Links links, JobQueries jobs) {
    this.links = links;
    this.jobs = jobs;
  }

  /**
   * The file that a signed link opens, without a licence. A link to a file that no longer exists is
   * refused with 404.
   */
  public Asset open(@Header("seal") String seal, @Header("name") String name) {
    return file(links.open(seal, name))
        .orElseThrow(
            () -> new CallRefused(404, null, "content_gone", "The file no longer exists."));
  }

  /** The images that a request sends in these parameters. */
  List<Source> pictures(HttpServletRequest call, Wishes parameters, List<String> names) {
    return sources(call).of(parameters, names);
  }

  /** Reads images from the values of a request. */
  Sources sources(HttpServletRequest call) {
    return new Sources(link -> links.own(link.toString(), links.base(call)).flatMap(this::file));
  }

  private Optional<Asset> file(String name) {
    return job(name).flatMap(job -> Links.file(job, name));
  }

  private Optional<Job> job(String name) {
    var id = Links.job(name);
    return JobId.isJobId(id) ? jobs.findNotDeleted(id) : Optional.empty();
  }

  /** The last job of this licence that a text links to, if any. */
  Optional<Job> linkedIn(String text, HttpServletRequest call, Licence licence) {
    return links
        .in(text, links.base(call))
        .flatMap(name -> job(name).stream())
        .filter(job -> job.licence().equals(licence.name()))
        .reduce((before, last) -> last);
  }
}
