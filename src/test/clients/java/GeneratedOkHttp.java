import org.openapitools.client.ApiClient;
import org.openapitools.client.api.ImagesApi;
import org.openapitools.client.model.ImageOrder;

/** The client that OpenAPI Generator makes as java, with the library okhttp-gson. */
final class GeneratedOkHttp {

  private GeneratedOkHttp() {}

  public static void main(String... arguments) throws Exception {
    var client = new ApiClient();
    client.setBasePath(arguments[0]);
    client.addDefaultHeader("Authorization", "demo");
    var api = new ImagesApi(client);
    var order = new ImageOrder().prompt("a kite").model(arguments[1]);
    var made = api.generateImages(order).execute();
    var seen = api.retrieveImages(made.getId()).execute();
    System.out.println((seen.getId().equals(made.getId()) ? "ok " : "not ok ") + seen.getId());
    System.exit(0);
  }
}
