import org.openapitools.client.ApiClient;
import org.openapitools.client.api.ImagesApi;
import org.openapitools.client.api.VideosApi;
import org.openapitools.client.model.ImageOrder;
import org.openapitools.client.model.VideoOrder;

/** The client that OpenAPI Generator makes as java, with the library native. */
final class GeneratedNative {

  private GeneratedNative() {}

  public static void main(String... arguments) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    client.setRequestInterceptor(request -> request.header("Authorization", "demo"));
    image(new ImagesApi(client));
    var id = video(new VideosApi(client), arguments[1]);
    System.out.println("ok " + id);
    System.exit(0);
  }

  private static void image(ImagesApi api) throws Exception {
    var order = new ImageOrder().prompt("a kite").model("tiny_image");
    var made =
        api.generateImages(
            ImagesApi.APIGenerateImagesRequest.newBuilder().imageOrder(order).build());
    var seen =
        api.retrieveImages(
            ImagesApi.APIRetrieveImagesRequest.newBuilder().imageId(made.getId()).build());
    same(made.getId(), seen.getId());
  }

  private static String video(VideosApi api, String model) throws Exception {
    var order = new VideoOrder().prompt("a kite").model(model);
    var made =
        api.createVideo(VideosApi.APICreateVideoRequest.newBuilder().videoOrder(order).build());
    var seen =
        api.retrieveVideo(
            VideosApi.APIRetrieveVideoRequest.newBuilder().videoId(made.getId()).build());
    same(made.getId(), seen.getId());
    return seen.getId();
  }

  private static void same(String made, String seen) {
    if (!made.equals(seen)) {
      throw new IllegalStateException(made + " is not " + seen);
    }
  }
}
