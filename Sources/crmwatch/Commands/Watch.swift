import ArgumentParser
import EventSources
import LogFormats
import Runtime
import SecurityModel
import Settings
import Storage

/// `crmwatch watch`: the dashboard; sources are ingested in the background.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the dashboard; read SOURCEs in the background.",
    discussion: """
      With no SOURCE the dashboard attaches to the store: of a collector that runs elsewhere, or of
      an earlier run. On it you can acknowledge, annotate, assign, close and mute; press ? for help.

      Examples:
        crmwatch watch /var/log/salesforce/
        crmwatch watch 'logs/**/*.csv' unix:/run/crmwatch/events.sock
        crmwatch --store august.db
      """)

  @Argument(help: "Path, folder, glob, - or unix:PATH.") var sources: [String] = []
  @Option(name: .long, help: "Format of every source; otherwise each is recognised.")
  var format: String?
  @Option(name: .long, help: "Organisation id for records that name none.") var org: String = ""
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var options: GlobalOptions

  /// With `watch` written out a source may come into being later; without it, it is rather a
  /// command that was mistyped.
  func validate() throws {
    guard CommandLine.arguments.dropFirst().first != Self._commandName else { return }
    for word in sources {
      if let complaint = CommandWord.complaint(about: word) { throw ValidationError(complaint) }
    }
  }

  func run() throws {
    try MainActor.assumeIsolated { try open() }
  }

  @MainActor
  private func open() throws {
    guarded {
      let configuration = try options.configuration()
      var ingest: IngestOptions?
      let wanted = sources.isEmpty ? configuration.sources : sources
      if !wanted.isEmpty {
        let specs = try wanted.map { try SourceSpec.parse($0) }
        var made = IngestOptions(
          sources: specs, mode: .follow, detection: try options.engineSettings(configuration))
        try options.addRules(to: &made, configuration)
        made.format = format
        made.formats = FormatCatalog(configuration.formats)
        made.defaultOrg = org
        ingest = made
      }
      let store = try options.openStore(ingest == nil ? .viewer : .collector)
      defer { store.close() }
      try Terminal.require(for: "watch", otherwise: "crmwatch collect")
      try DashboardRunner(options: options, configuration: configuration, interface: interface)
        .run(store: store, ingest: ingest)
    }
  }
}
