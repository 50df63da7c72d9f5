// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the main build never pays for it.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "crmwatch-benchmarks",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "TrafficModel", swiftSettings: strict),
    .executableTarget(
      name: "make-sample-data", dependencies: ["TrafficModel"], swiftSettings: strict),
    .executableTarget(
      name: "make-bench-logs", dependencies: ["TrafficModel"], swiftSettings: strict),
    .testTarget(
      name: "TrafficModelTests", dependencies: ["TrafficModel"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
