// swift-tools-version: 6.2
import PackageDescription

// One place for the language rules that every target of ours is held to.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let ordered: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "crmwatch",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "crmwatch", targets: ["crmwatch"]),
    // The fuzz targets and the benchmarks are packages of their own and need these.
    .library(name: "CrmwatchCore", targets: ["SecurityModel", "LogFormats", "Detection"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    module("SecurityModel"),
    module("LogFormats", ["SecurityModel", "CHints"]),
    .target(
      name: "CSystem", linkerSettings: [.linkedLibrary("z"), .linkedLibrary("zstd")]),
    module("EventSources", ["SecurityModel", "CSystem"]),
    module("Networks", ["SecurityModel"]),
    module("Inventory", ["SecurityModel"]),
    .target(name: "CHints"),
    module("Detection", ["SecurityModel", "Inventory", "Networks", "CHints"]),
    module("SigmaRules", ["SecurityModel", yams]),
    module(
      "Storage", ["SecurityModel", grdb, .product(name: "GRDBSQLite", package: "GRDB.swift")]),
    module("TerminalKit"),
    module("Dashboard", ["SecurityModel", "TerminalKit"]),
    .target(name: "BuiltInThemes", path: "themes", resources: [.embedInCode("palettes")]),
    module(
      "Settings",
      ["SecurityModel", "Inventory", "LogFormats", "TerminalKit", "BuiltInThemes", yams]),
    .target(name: "CTerminal", linkerSettings: [.linkedLibrary("ncursesw")]),
    module("TerminalDriver", ["TerminalKit", "CTerminal"]),
    module(
      "Runtime",
      [
        "SecurityModel", "LogFormats", "EventSources", "Networks", "Inventory", "Detection",
        "SigmaRules", "Storage", "Dashboard", "Settings", "TerminalKit", logging, deque, ordered,
      ]),
    .executableTarget(
      name: "crmwatch",
      dependencies: [
        "SecurityModel", "LogFormats", "EventSources", "Networks", "Inventory", "Detection",
        "SigmaRules", "Storage", "Dashboard", "Settings", "TerminalKit", "TerminalDriver",
        "Runtime", logging, argumentParser,
      ],
      swiftSettings: strict),
    tests("SecurityModelTests", ["SecurityModel"]),
    tests("LogFormatsTests", ["LogFormats", "SecurityModel"]),
    tests("EventSourcesTests", ["EventSources", "SecurityModel"]),
    tests("DetectionTests", ["Detection", "SecurityModel", "Inventory", "Networks"]),
    tests("NetworksTests", ["Networks", "SecurityModel"]),
    tests("SigmaRulesTests", ["SigmaRules", "SecurityModel"]),
    tests("StorageTests", ["Storage", "SecurityModel"]),
    tests("TerminalKitTests", ["TerminalKit"]),
    tests(
      "DashboardTests", ["Dashboard", "SecurityModel", "TerminalKit"], exclude: ["Golden"]),
    tests(
      "SettingsTests", ["Settings", "SecurityModel", "Inventory", "LogFormats", "TerminalKit"]),
    tests(
      "RuntimeTests",
      [
        "Runtime", "Storage", "Detection", "EventSources", "LogFormats", "SecurityModel",
        "Settings", "Networks", "Inventory", "CSystem", "Dashboard",
      ]),
    // The real binary; it is built along with the tests.
    tests("TerminalTests", []),
    tests("CommandTests", []),
  ],
  swiftLanguageModes: [.v6]
)
