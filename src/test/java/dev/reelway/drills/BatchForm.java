package dev.reelway.drills;

/** The form that uploads the orders of a batch; its boundary is {@code b}. */
final class BatchForm {

  private BatchForm() {}

  static String of(String lines) {
    return """
    --b
    Content-Disposition: form-data; name="purpose"

    batch
    --b
    Content-Disposition: form-data; name="file"; filename="orders.jsonl"
    Content-Type: application/jsonl

    %s
    --b--
    """
        .formatted(lines.strip())
        .replace("\n", "\r\n");
  }
}
