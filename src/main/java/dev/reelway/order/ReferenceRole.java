package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an image is to the video or the images that start from it. */
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

  /** The parameter that an image of this role is sent in. */
  public String parameter() {
    return parameter;
  }
}
