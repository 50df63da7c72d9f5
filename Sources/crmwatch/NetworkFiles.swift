import Foundation
import Networks

/// Reads the files of `--networks` and of `networks:` in the configuration.
enum NetworkFiles {
  /// What one file holds.
  enum Content {
    case list([NetworkTable.Entry])
    case database(NetworkDatabase)
  }

  /// The table of all files: lists first, then databases in their order.
  static func table(_ paths: [String]) throws -> NetworkTable {
    var entries: [NetworkTable.Entry] = []
    var databases: [NetworkDatabase] = []
    for path in paths {
      switch try read(path) {
      case .list(let more): entries += more
      case .database(let database): databases.append(database)
      }
    }
    return NetworkTable(entries, databases: databases)
  }

  /// Reads one file; what it is shows in its bytes, or else in its name.
  /// - Throws: `Failure` with the place of the first mistake.
  static func read(_ path: String) throws -> Content {
    if path != "-", let holder = try MappedFile.open(path),
      path.lowercased().hasSuffix(".mmdb") || NetworkDatabase.isDatabase(holder.readable)
    {
      do throws(DatabaseProblem) {
        return .database(try NetworkDatabase(holder))
      } catch {
        let place = error.offset.map { ": byte \($0)" } ?? ""
        throw Failure(
          .configuration, "\(path)\(place): error: \(error.reason); fetch the file again")
      }
    }
    let text = try TextFile.read(path, required: true) ?? ""
    do throws(NetworkListReader.Failure) {
      return .list(try NetworkListReader.parse(text))
    } catch {
      throw Failure(.configuration, "\(path):\(error.line):1: error: \(error.reason)")
    }
  }
}
