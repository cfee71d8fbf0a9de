import org.openapitools.client.ApiClient;
import org.openapitools.client.api.ImagesApi;
import org.openapitools.client.model.ImageOrder;

/** The client that OpenAPI Generator makes as java, with the library native. */
final class GeneratedNative {

  private GeneratedNative() {}

  public static void main(String... arguments) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    client.setRequestInterceptor(request -> request.header("Authorization", "demo"));
    var api = new ImagesApi(client);
    var order = new ImageOrder().prompt("a kite").model(arguments[1]);
    var made =
        api.generateImages(
            ImagesApi.APIGenerateImagesRequest.newBuilder().imageOrder(order).build());
    var seen =
        api.retrieveImages(
            ImagesApi.APIRetrieveImagesRequest.newBuilder().imageId(made.getId()).build());
    System.out.println((seen.getId().equals(made.getId()) ? "ok " : "not ok ") + seen.getId());
    System.exit(0);
  }
}
