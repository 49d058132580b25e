package org.slope.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, and what a library does not do. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.slope");

  @Test
  void modulesStandOnEachOtherInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("format")
        .definedBy("org.slope.format")
        .layer("core")
        .definedBy("org.slope.core", "org.slope.core.internal")
        .layer("layers")
        .definedBy("org.slope.layers")
        .layer("testkit")
        .definedBy("org.slope.testkit")
        .layer("metrics")
        .definedBy("org.slope.metrics")
        .layer("training")
        .definedBy("org.slope.training")
        .layer("examples")
        .definedBy("org.slope.examples")
        .whereLayer("format")
        .mayNotAccessAnyLayer()
        .whereLayer("core")
        .mayOnlyAccessLayers("format")
        .whereLayer("layers")
        .mayOnlyAccessLayers("core")
        .whereLayer("testkit")
        .mayOnlyAccessLayers("core", "format")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("core")
        .whereLayer("training")
        .mayOnlyAccessLayers("core", "metrics", "format")
        .whereLayer("examples")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  @Test
  void formatKnowsNoNd4j() {
    noClasses()
        .that()
        .resideInAPackage("org.slope.format")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void librariesDoNotPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.slope.examples")
        .and()
        .doNotHaveSimpleName("ProgressBarCallback")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void nobodySerializesJavaObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
        .check(CLASSES);
  }

  @Test
  void logsGoThroughSlf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "java.util.logging..", "org.apache.log4j..")
        .check(CLASSES);
  }
}
