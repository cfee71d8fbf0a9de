package dev.reelway.api;

import dev.reelway.api.SignedLinks.OwnLink;
import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.library.ContentStore;
import dev.reelway.library.ImageSources;
import dev.reelway.library.Reference;
import dev.reelway.licence.Licence;
import dev.reelway.media.ContentKey;
import dev.reelway.order.Parameters;
import dev.reelway.sink.Asset;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/** Finds the rendered files behind the signed links that this service issued. */
public final class LinkedFiles {

  private final SignedLinks signedLinks;
  private final JobQueries jobs;
  private final ContentStore contentStore;
  private final LinkLicences linkLicences;
  private final Clock clock;

  LinkedFiles(
      SignedLinks signedLinks,
      JobQueries jobs,
      ContentStore contentStore,
      LinkLicences linkLicences,
      Clock clock) {
    this.signedLinks = signedLinks;
    this.jobs = jobs;
    this.contentStore = contentStore;
    this.linkLicences = linkLicences;
    this.clock = clock;
  }

  /**
   * The file that a signed link opens, without a licence: a rendered file, or one that an order
   * refers to. A link to a file that no longer exists, or whose retention has ended, is refused
   * with 404, one to a file of a licence that is not in force any more with 403, one of a licence
   * that only another node may know with 503.
   */
  public Asset open(@Header("seal") String seal, @Header("name") String name) {
    var known = signedLinks.fileName(seal, name);
    return ContentKey.parseName(known)
        .map(this::referred)
        .orElseGet(() -> rendered(known))
        .orElseThrow(
            () -> new RequestRefused(404, null, "content_gone", "The file no longer exists."));
  }

  /** The type is that of the link: what the caller said of the file when it came may be another. */
  private Optional<Asset> referred(ContentKey key) {
    return contentStore.asset(key.sha256()).map(one -> one.withType(key.type()));
  }

  /** The images that a request of a licence sends for its order to start from. */
  public List<Reference> images(Parameters parameters, Licence licence) {
    return imageSources(licence).of(parameters);
  }

  /** Reads images from the values of a request of a licence. */
  public ImageSources imageSources(Licence licence) {
    return new ImageSources((param, link) -> linked(param, link, licence).map(Linked::file));
  }

  /** A file of a job. */
  public record Linked(Job job, Asset file) {}

  /**
   * What one of our signed links leads to; empty for other links, and those of another service with
   * the same secret. A link that has expired leads to files of the caller's own licence only, as
   * clients send old conversations again; that of another licence is refused. So is a file that was
   * deleted, or whose retention has ended.
   *
   * @param param the parameter that has the link
   */
  Optional<Linked> linked(String param, URI link, Licence licence) {
    return signedLinks
        .own(link.toString())
        .flatMap(own -> job(param, own, licence).flatMap(job -> linked(job, own.name())))
        .map(found -> new Linked(retained(param, found.job()), found.file()));
  }

  /** A file may be in its sink for some time after its retention. */
  private Job retained(@Nullable String param, Job job) {
    if (job.state() instanceof Delivered delivered && !delivered.isRetained(clock.instant())) {
      throw RequestRefused.expired(param, job.id(), delivered);
    }
    return job;
  }

  private Optional<Job> job(String param, OwnLink own, Licence licence) {
    var id = SignedLinks.job(own.name());
    if (!JobId.isJobId(id)) {
      return Optional.empty();
    }
    var job = jobs.findNotDeleted(id);
    if (job.isEmpty() && jobs.findAny(id).isPresent()) {
      throw RequestRefused.unknownJob(param, id);
    }
    job.ifPresent(one -> requireOpen(one, own, licence));
    return job.filter(one -> linkLicences.isInForce(one.licence()));
  }

  private void requireOpen(Job job, OwnLink own, Licence licence) {
    linkLicences.requireHere(job.licence());
    if (!job.licence().equals(licence.name())) {
      own.unexpired();
    }
  }

  private static Optional<Linked> linked(Job job, String name) {
    return SignedLinks.file(job, name).map(file -> new Linked(job, file));
  }

  private Optional<Asset> rendered(String name) {
    var id = SignedLinks.job(name);
    var job = JobId.isJobId(id) ? jobs.findNotDeleted(id) : Optional.<Job>empty();
    job.ifPresent(one -> linkLicences.requireInForce(one.licence()));
    return job.map(one -> retained(null, one)).flatMap(one -> SignedLinks.file(one, name));
  }

  /**
   * The delivered file of this licence that texts link to last, where the link to a thumbnail means
   * its video; one that was deleted or is no longer stored is refused, as what follows is about it.
   *
   * @param param the parameter that has the texts
   */
  public Optional<Linked> lastDelivered(String param, List<String> texts, Licence licence) {
    return linkedNames(texts)
        .flatMap(name -> delivered(param, name, licence).stream())
        .findFirst()
        .map(found -> new Linked(retained(param, found.job()), found.file()));
  }

  /** The last one first, and one of each job. They are read only when they are asked for. */
  private Stream<String> linkedNames(List<String> texts) {
    var jobs = new HashSet<String>();
    return texts.reversed().stream()
        .flatMap(text -> signedLinks.fileNamesIn(text).toList().reversed().stream())
        .filter(name -> jobs.add(SignedLinks.job(name)));
  }

  private Optional<Linked> delivered(String param, String name, Licence licence) {
    return owned(param, SignedLinks.job(name), licence)
        .filter(job -> job.state() instanceof Delivered)
        .map(job -> new Linked(job, named((Delivered) job.state(), name)));
  }

  /**
   * A job of the licence. One that was deleted is refused; that of another licence, or of another
   * service with the same secret, is left out.
   */
  private Optional<Job> owned(String param, String id, Licence licence) {
    if (!JobId.isJobId(id)) {
      return Optional.empty();
    }
    var owned = jobs.findOwned(id, licence.name());
    if (owned.isEmpty()
        && jobs.findAny(id).filter(one -> one.licence().equals(licence.name())).isPresent()) {
      throw RequestRefused.unknownJob(param, id);
    }
    return owned;
  }

  /** A file that the job no longer has is its first. */
  private static Asset named(Delivered delivered, String name) {
    return delivered.files().stream()
        .filter(file -> SignedLinks.isOf(file, name))
        .findFirst()
        .orElseGet(delivered::first);
  }
}
