import ArgumentParser
import Foundation
import TerminalDriver

/// The command line: one file per subcommand in `Commands/`.
@main
struct Crmwatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crmwatch",
    abstract: "Watches CRM API logs for credentials that stop behaving like themselves.",
    discussion: """
      Examples:
        crmwatch watch /var/log/salesforce/          follow a folder on the dashboard
        crmwatch collect --once logs/ --store s.db   read everything, then stop
        crmwatch findings list --json --store s.db   what was found, one JSON object a line
        crmwatch demo                                the bundled sample data, replayed

      Without a subcommand the dashboard opens. Exit codes: 0 done, 1 a check failed, 2 usage,
      65 bad data, 66 no input, 69 store or terminal not available, 70 our own fault, 73 can't create,
      74 I/O, 77 not permitted, 78 configuration, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      Watch.self, Collect.self, Replay.self, Demo.self, Findings.self, Incidents.self,
      InventoryCommand.self, CredentialHistory.self,
      Detectors.self, Rules.self,
      Normalize.self, Formats.self, Score.self, Stats.self, StoreCommand.self,
      ConfigCommand.self, Themes.self, Keys.self, Doctor.self, Manual.self,
    ],
    defaultSubcommand: Watch.self)

  /// Runs the command line; wrong usage ends with 2 instead of the parser's own 64.
  static func main() {
    // A reader that goes away (`| head`) must end in an error of write, not in death.
    signal(SIGPIPE, SIG_IGN)
    if let log = Paths.stateFile("crash.log") { CrashLog.restart(writingTo: log) }
    do {
      try CommandWord.check(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      failure.exit()
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      Foundation.exit(Failure.Code.usage.rawValue)
    }
  }
}
