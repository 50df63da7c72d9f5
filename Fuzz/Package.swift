// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the program nor its tests are built with a fuzzer's flags.
let package = Package(
  name: "crmwatch-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "crmwatch", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzLogFormats",
      dependencies: [.product(name: "CrmwatchCore", package: "crmwatch")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
