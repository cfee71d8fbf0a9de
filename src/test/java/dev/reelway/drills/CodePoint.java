package dev.reelway.drills;

/**
 * A place in the code of a running service.
 *
 * @param type the full name of a class
 * @param parameters how many the method has
 */
record CodePoint(String type, String method, int parameters, Side side) {

  static final String STEPS = "job.JobSteps";
  static final String OUTBOX = "event.Outbox";
  static final String FOLDER_INTAKE = "intake.FolderIntake";
  static final String BATCHES = "intake.DroppedBatches";
  static final String DECIDED = "intake.DecidedLines";
  static final String UPLOAD = "sink.s3.PartUpload";
  static final String FLYWAY = "org.flywaydb.core.internal.resolver.sql.SqlMigrationExecutor";

  enum Side {
    BEFORE,
    AFTER
  }

  /** Where a method is called; the name of a class of the service's own begins after its root. */
  static CodePoint before(String type, String method, int parameters) {
    return new CodePoint(full(type), method, parameters, Side.BEFORE);
  }

  /** Where a method returns. */
  static CodePoint after(String type, String method, int parameters) {
    return new CodePoint(full(type), method, parameters, Side.AFTER);
  }

  private static String full(String type) {
    return type.startsWith("org.") ? type : "dev.reelway." + type;
  }
}
