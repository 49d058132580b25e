package org.slope.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules, and what a library does not do. */
@AnalyzeClasses(
    packages = "org.slope",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule MODULES =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("format")
          .definedBy("org.slope.format")
          .layer("core")
          .definedBy("org.slope.core", "org.slope.core.internal")
          .layer("layers")
          .definedBy("org.slope.layers")
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
          .whereLayer("metrics")
          .mayOnlyAccessLayers("core")
          .whereLayer("training")
          .mayOnlyAccessLayers("core", "metrics", "format")
          .whereLayer("examples")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule FORMAT_KNOWS_NO_ND4J =
      noClasses()
          .that()
          .resideInAPackage("org.slope.format")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule LIBRARIES_DO_NOT_PRINT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.slope.examples")
          .and()
          .doNotHaveSimpleName("ProgressBarCallback")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule NO_JAVA_SERIALIZATION =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.Object(In|Out)putStream");

  @ArchTest
  static final ArchRule LIBRARIES_LOG_THROUGH_SLF4J =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ch.qos.logback..", "java.util.logging..", "org.apache.log4j..");
}
