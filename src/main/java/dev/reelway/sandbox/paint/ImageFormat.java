package dev.reelway.sandbox.paint;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** The image formats. */
public enum ImageFormat {
  PNG("png", "png_pipe", avcodec.AV_CODEC_ID_PNG, avutil.AV_PIX_FMT_RGB24),
  JPEG("jpeg", "jpeg_pipe", avcodec.AV_CODEC_ID_MJPEG, avutil.AV_PIX_FMT_YUVJ444P),
  WEBP("webp", "webp_pipe", avcodec.AV_CODEC_ID_WEBP, avutil.AV_PIX_FMT_YUV420P);

  private final String extension;
  private final String demuxer;
  private final int codec;
  private final int pixelFormat;

  ImageFormat(String extension, String demuxer, int codec, int pixelFormat) {
    this.extension = extension;
    this.demuxer = demuxer;
    this.codec = codec;
    this.pixelFormat = pixelFormat;
  }

  /** The format with this name: png, jpeg or webp; empty for any other. */
  public static Optional<ImageFormat> read(String name) {
    return Arrays.stream(values())
        .filter(imageFormat -> imageFormat.extension.equals(name))
        .findFirst();
  }

  /** The file extension, without the dot. */
  public String extension() {
    return extension;
  }

  public String mediaType() {
    return "image/" + extension;
  }

  /** FFmpeg's name of the demuxer for this format. */
  String demuxer() {
    return demuxer;
  }

  int codec() {
    return codec;
  }

  int pixelFormat() {
    return pixelFormat;
  }

  /** The encoder options for quality. */
  Map<String, String> quality() {
    return switch (this) {
      case PNG -> Map.of();
      case JPEG -> Map.of("qmin", "2", "qmax", "2");
      case WEBP -> Map.of("quality", "85");
    };
  }
}
