import org.openapitools.client.ApiClient;
import org.openapitools.client.api.ImagesApi;
import org.openapitools.client.api.VideosApi;
import org.openapitools.client.model.ImageOrder;
import org.openapitools.client.model.VideoOrder;

/** The client that OpenAPI Generator makes as java, with the library okhttp-gson. */
final class GeneratedOkHttp {

  private GeneratedOkHttp() {}

  public static void main(String... arguments) throws Exception {
    var client = new ApiClient();
    client.setBasePath(arguments[0]);
    client.addDefaultHeader("Authorization", "demo");
    image(new ImagesApi(client));
    var id = video(new VideosApi(client), arguments[1]);
    System.out.println("ok " + id);
    System.exit(0);
  }

  private static void image(ImagesApi api) throws Exception {
    var order = new ImageOrder().prompt("a kite").model("tiny_image");
    var made = api.generateImages(order).execute();
    same(made.getId(), api.retrieveImages(made.getId()).execute().getId());
  }

  private static String video(VideosApi api, String model) throws Exception {
    var order = new VideoOrder().prompt("a kite").model(model);
    var made = api.createVideo(order).execute();
    same(made.getId(), api.retrieveVideo(made.getId()).execute().getId());
    return made.getId();
  }

  private static void same(String made, String seen) {
    if (!made.equals(seen)) {
      throw new IllegalStateException(made + " is not " + seen);
    }
  }
}
