package dev.reelway.sandbox;

import java.util.Map;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** The formats of a still. */
enum Still {
  PNG("image/png", avcodec.AV_CODEC_ID_PNG, avutil.AV_PIX_FMT_RGB24),
  JPEG("image/jpeg", avcodec.AV_CODEC_ID_MJPEG, avutil.AV_PIX_FMT_YUVJ444P),
  WEBP("image/webp", avcodec.AV_CODEC_ID_WEBP, avutil.AV_PIX_FMT_YUV420P);

  private final String mediaType;
  private final int codec;
  private final int pixelFormat;

  Still(String mediaType, int codec, int pixelFormat) {
    this.mediaType = mediaType;
    this.codec = codec;
    this.pixelFormat = pixelFormat;
  }

  String mediaType() {
    return mediaType;
  }

  int codec() {
    return codec;
  }

  int pixelFormat() {
    return pixelFormat;
  }

  /** What the encoder is told about quality. */
  Map<String, String> quality() {
    return switch (this) {
      case PNG -> Map.of();
      case JPEG -> Map.of("qmin", "2", "qmax", "2");
      case WEBP -> Map.of("quality", "85");
    };
  }
}
