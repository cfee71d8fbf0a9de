package dev.reelway.order;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a target can make, for tests, which say only what is limited. */
public final class CapabilitiesBuilder {

  private List<Integer> seconds = Capabilities.ANY.seconds();
  private List<Size> sizes = Capabilities.ANY.sizes();
  private @Nullable Integer references = Capabilities.ANY.references();
  private Set<String> parameters = Capabilities.ANY.parameters();
  private boolean watermark = Capabilities.ANY.watermark();
  private boolean remix = Capabilities.ANY.remix();
  private boolean remixAsEdit = Capabilities.ANY.remixAsEdit();
  private boolean lastFrame = Capabilities.ANY.lastFrame();
  private @Nullable Integer outputs = Capabilities.ANY.outputs();
  private boolean edits = Capabilities.ANY.edits();
  private boolean extensions = Capabilities.ANY.extensions();
  private boolean frames = Capabilities.ANY.frames();
  private boolean adaptive = Capabilities.ANY.adaptive();
  private ReferenceLimits files = Capabilities.ANY.files();
  private boolean nearest = Capabilities.ANY.nearest();

  private CapabilitiesBuilder() {}

  /** As much as {@link Capabilities#ANY}. */
  public static CapabilitiesBuilder any() {
    return new CapabilitiesBuilder();
  }

  public CapabilitiesBuilder seconds(List<Integer> seconds) {
    this.seconds = seconds;
    return this;
  }

  public CapabilitiesBuilder sizes(List<Size> sizes) {
    this.sizes = sizes;
    return this;
  }

  public CapabilitiesBuilder references(@Nullable Integer references) {
    this.references = references;
    return this;
  }

  public CapabilitiesBuilder parameters(Set<String> parameters) {
    this.parameters = parameters;
    return this;
  }

  public CapabilitiesBuilder watermark(boolean watermark) {
    this.watermark = watermark;
    return this;
  }

  public CapabilitiesBuilder remix(boolean remix) {
    this.remix = remix;
    return this;
  }

  public CapabilitiesBuilder remixAsEdit(boolean remixAsEdit) {
    this.remixAsEdit = remixAsEdit;
    return this;
  }

  public CapabilitiesBuilder lastFrame(boolean lastFrame) {
    this.lastFrame = lastFrame;
    return this;
  }

  public CapabilitiesBuilder outputs(@Nullable Integer outputs) {
    this.outputs = outputs;
    return this;
  }

  public CapabilitiesBuilder edits(boolean edits) {
    this.edits = edits;
    return this;
  }

  public CapabilitiesBuilder extensions(boolean extensions) {
    this.extensions = extensions;
    return this;
  }

  public CapabilitiesBuilder frames(boolean frames) {
    this.frames = frames;
    return this;
  }

  public CapabilitiesBuilder adaptive(boolean adaptive) {
    this.adaptive = adaptive;
    return this;
  }

  public CapabilitiesBuilder files(ReferenceLimits files) {
    this.files = files;
    return this;
  }

  public CapabilitiesBuilder nearest(boolean nearest) {
    this.nearest = nearest;
    return this;
  }

  public Capabilities build() {
    return new Capabilities(
        seconds,
        sizes,
        references,
        parameters,
        watermark,
        remix,
        remixAsEdit,
        lastFrame,
        outputs,
        edits,
        extensions,
        frames,
        adaptive,
        files,
        Capabilities.ANY.pollEvery(),
        nearest);
  }
}
