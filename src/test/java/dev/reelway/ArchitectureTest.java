package dev.reelway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.sql.Connection;
import java.util.Date;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Which package may know which, and what no class may do. */
@Order(1)
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.reelway");

  private static final String[] BORDERS = {
    "dev.reelway.api..", "dev.reelway.intake..", "dev.reelway.sandbox.."
  };

  private static final String[] LOWEST = {"dev.reelway.setup..", "dev.reelway.wire.."};

  @Test
  void packagesFormNoCycles() {
    var rule = slices().matching("dev.reelway.(*)..").should().beFreeOfCycles();

    rule.check(CLASSES);
  }

  @Test
  void onlyTheRootKnowsTheRoot() {
    var rule =
        noClasses()
            .that()
            .resideInAPackage("dev.reelway.(*)..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.reelway"));

    rule.check(CLASSES);
  }

  /** How a start goes and how text is read is the same whatever the service does. */
  @Test
  void theLowestPackagesKnowNoOther() {
    var rule =
        noClasses()
            .that(resideInAnyPackage(LOWEST))
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.reelway..").and(not(resideInAnyPackage(LOWEST))));

    rule.check(CLASSES);
  }

  @Test
  void theDatabaseKnowsNothingOfItsRows() {
    var rule =
        noClasses()
            .that()
            .resideInAPackage("dev.reelway.database..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.reelway..")
                    .and(not(resideInAnyPackage("dev.reelway.database..")))
                    .and(not(resideInAnyPackage(LOWEST))));

    rule.check(CLASSES);
  }

  @Test
  void theDomainDoesNotKnowWhoUsesIt() {
    var rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.reelway.order..",
                "dev.reelway.licence..",
                "dev.reelway.sink..",
                "dev.reelway.upstream..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.reelway.job.."))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage(BORDERS));

    rule.check(CLASSES);
  }

  @Test
  void jobsDoNotKnowWhereTheyComeFrom() {
    var rule =
        noClasses()
            .that()
            .resideInAPackage("dev.reelway.job..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BORDERS));

    rule.check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().should(resideInANullMarkedPackage()).check(CLASSES);
  }

  @Test
  void nothingIsSet() {
    var rule =
        noMethods()
            .that()
            .areDeclaredInClassesThat()
            .areNotAssignableTo(ApplicationBufferHandler.class) // Tomcat's, which has a setter
            .and()
            .areDeclaredInClassesThat()
            .areNotAssignableTo(Connection.class) // JDBC's likewise
            .should()
            .haveNameMatching("set[A-Z].*")
            .because("values are made whole");

    rule.check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    var rule = noClasses().should().haveNameMatching(".*(Utils?|Helper|Impl|Manager)");

    rule.check(CLASSES);
  }

  @Test
  void noClassWritesToTheConsole() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }

  /** Quartz's own expressions know no other times. */
  @Test
  void timesAreOfJavaTime() {
    var rule =
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.reelway.job.Ticks")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Date.class);

    rule.check(CLASSES);
  }

  @Test
  void timeComesFromAClock() {
    var rule = noClasses().should().accessTargetWhere(asksTheSystemForTheTime());

    rule.check(CLASSES);
  }

  private static DescribedPredicate<JavaAccess<?>> asksTheSystemForTheTime() {
    return DescribedPredicate.describe(
        "the system is asked for the time",
        access ->
            access.getTarget() instanceof CodeUnitAccessTarget called
                && (isNow(called)
                    || called.getFullName().equals("java.lang.System.currentTimeMillis()")));
  }

  private static boolean isNow(CodeUnitAccessTarget called) {
    return called.getOwner().getPackageName().equals("java.time")
        && called.getName().equals("now")
        && called.getRawParameterTypes().isEmpty();
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a @NullMarked package") {
      @Override
      public void check(JavaClass one, ConditionEvents events) {
        var home = one.getPackage();
        var marked = home.tryGetPackageInfo().map(info -> info.isAnnotatedWith(NullMarked.class));
        events.add(
            new SimpleConditionEvent(
                one, marked.orElse(false), one.getName() + ": its package is not @NullMarked"));
      }
    };
  }
}
