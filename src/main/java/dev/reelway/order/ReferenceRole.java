package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a file is to the video or the images that start from it. */
public enum ReferenceRole {

  /** The video begins with it. */
  @JsonProperty("first_frame")
  FIRST_FRAME("first_frame"),

  /** A subject or a style that the video takes up. */
  @JsonProperty("reference_image")
  REFERENCE("reference_images"),

  /** The video ends with it. */
  @JsonProperty("last_frame")
  LAST_FRAME("last_frame"),

  /** A video whose subject, style or motion the video takes up. */
  @JsonProperty("reference_video")
  REFERENCE_VIDEO("reference_videos"),

  /** A voice, music or sound that the video takes up. */
  @JsonProperty("reference_audio")
  REFERENCE_AUDIO("reference_audios"),

  /** Its transparent pixels are those of the first image that may change. */
  @JsonProperty("mask")
  MASK("mask"),

  /** It is laid over the first image, to show what is to change. */
  @JsonProperty("markup")
  MARKUP("markup");

  private final String parameter;

  ReferenceRole(String parameter) {
    this.parameter = parameter;
  }

  /** Whether it belongs to the first image, rather than being one that an order starts from. */
  public boolean isGuide() {
    return this == MASK || this == MARKUP;
  }

  /** Whether it is that of a video or an audio file rather than of an image. */
  public boolean isMedia() {
    return this == REFERENCE_VIDEO || this == REFERENCE_AUDIO;
  }

  /** What a file of this role is: {@code image}, {@code video} or {@code audio}. */
  public String kind() {
    return this == REFERENCE_VIDEO ? "video" : this == REFERENCE_AUDIO ? "audio" : "image";
  }

  /** The parameter that a file of this role is sent in. */
  public String parameter() {
    return parameter;
  }
}
