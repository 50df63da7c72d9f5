// swift-tools-version: 6.2
import PackageDescription

// A package of its own: unlike the other benchmarks it links the program's own modules.
let package = Package(
  name: "crmwatch-decoding",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "crmwatch", path: "../..")],
  targets: [
    .executableTarget(
      name: "decode-speed",
      dependencies: [.product(name: "CrmwatchCore", package: "crmwatch")])
  ],
  swiftLanguageModes: [.v6]
)
