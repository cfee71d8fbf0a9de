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
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Date;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.NullMarked;

/** Which package may know which, and what no class may do. */
@AnalyzeClasses(packages = "dev.reelway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] BORDERS = {
    "dev.reelway.api..", "dev.reelway.intake..", "dev.reelway.sandbox.."
  };

  private static final String[] LOWEST = {"dev.reelway.setup..", "dev.reelway.wire.."};

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.reelway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheRootKnowsTheRoot =
      noClasses()
          .that()
          .resideInAPackage("dev.reelway.(*)..")
          .should()
          .dependOnClassesThat(resideInAPackage("dev.reelway"));

  /** How a start goes and how text is read is the same whatever the service does. */
  @ArchTest
  static final ArchRule theLowestPackagesKnowNoOther =
      noClasses()
          .that(resideInAnyPackage(LOWEST))
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.reelway..").and(not(resideInAnyPackage(LOWEST))));

  @ArchTest
  static final ArchRule theDatabaseKnowsNothingOfItsRows =
      noClasses()
          .that()
          .resideInAPackage("dev.reelway.database..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.reelway..")
                  .and(not(resideInAnyPackage("dev.reelway.database..")))
                  .and(not(resideInAnyPackage(LOWEST))));

  @ArchTest
  static final ArchRule theDomainDoesNotKnowWhoUsesIt =
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

  @ArchTest
  static final ArchRule jobsDoNotKnowWhereTheyComeFrom =
      noClasses()
          .that()
          .resideInAPackage("dev.reelway.job..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(BORDERS));

  @ArchTest
  static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

  @ArchTest
  static final ArchRule nothingIsSet =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .areNotAssignableTo(ApplicationBufferHandler.class) // Tomcat's, which has a setter
          .should()
          .haveNameMatching("set[A-Z].*")
          .because("values are made whole");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Impl|Manager)");

  @ArchTest
  static final ArchRule noClassWritesToTheConsole = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  /** Quartz's own expressions know no other times. */
  @ArchTest
  static final ArchRule timesAreOfJavaTime =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.reelway.job.Ticks")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Date.class);

  @ArchTest
  static final ArchRule timeComesFromAClock =
      noClasses().should().accessTargetWhere(asksTheSystemForTheTime());

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
