package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an image is to the video that starts from it. */
public enum ReferenceRole {

  /** The video begins with it. */
  @JsonProperty("first_frame")
  FIRST_FRAME("first_frame"),

  /** A subject or a style that the video takes up. */
  @JsonProperty("reference_image")
  REFERENCE("reference_images"),

  /** The video ends with it. */
  @JsonProperty("last_frame")
  LAST_FRAME("last_frame");

  private final String parameter;

  ReferenceRole(String parameter) {
    this.parameter = parameter;
  }

  /** The parameter that an image of this role is sent in. */
  public String parameter() {
    return parameter;
  }
}
