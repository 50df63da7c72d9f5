import ArgumentParser
import EventSources
import Foundation
import Runtime
import Storage
import TerminalKit

/// An error on its way to standard error: text and exit code (sysexits where they fit).
struct Failure: Error, CustomStringConvertible {
  /// Exit codes of the command line's contract.
  enum Code: Int32 {
    case no = 1
    case usage = 2
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case ourFault = 70
    case cannotCreate = 73
    case io = 74
    case notPermitted = 77
    case configuration = 78
    case interrupted = 130
  }

  var code: Code
  var text: String

  init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  init(_ error: StoreError) {
    text = error.message + "; " + error.remedy
    switch error.kind {
    case .noInput: code = .noInput
    case .unavailable: code = .unavailable
    case .badData: code = .badData
    case .cannotCreate: code = .cannotCreate
    case .io: code = .io
    case .notPermitted: code = .notPermitted
    case .usage: code = .usage
    }
  }

  init(_ error: SourceError) {
    text = error.uri + ": " + error.reason
    switch error.kind {
    case .notFound: code = .noInput
    case .notPermitted: code = .notPermitted
    case .unreadable, .corrupt: code = .io
    case .unavailable: code = .unavailable
    }
  }

  init(_ error: IngestError) {
    switch error {
    case .unknownFormat(let name, let known):
      self.init(.usage, "unknown format `\(name)`; known: \(known.joined(separator: ", "))")
    case .source(let inner): self.init(inner)
    case .store(let inner): self.init(inner)
    case .badState(let detail):
      self.init(
        .badData,
        "the store's engine state can't be read (\(detail)); restore a backup or start a new store")
    }
  }

  /// Safe to print: what came from files or logs is neutralised.
  var description: String { SafeText(untrusted: text).plain }

  /// Prints the text and ends the process with the code.
  func exit() -> Never {
    LogFile.write("crmwatch: " + description)
    FileHandle.standardError.write(Data(("crmwatch: " + description + "\n").utf8))
    Foundation.exit(code.rawValue)
  }
}

/// Runs a command's body and turns its errors into text and exit code.
func guarded(_ body: () throws -> Void) {
  do {
    try body()
  } catch let code as ExitCode {
    // The command has said all there is to say.
    Foundation.exit(code.rawValue)
  } catch let failure as Failure {
    failure.exit()
  } catch let error as StoreError {
    Failure(error).exit()
  } catch let error as IngestError {
    Failure(error).exit()
  } catch let error as SourceError {
    Failure(error).exit()
  } catch {
    Failure(.ourFault, "\(error)").exit()
  }
}
