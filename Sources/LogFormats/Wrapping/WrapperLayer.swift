/// One layer around the records of a source, as an exporter or a log shipper adds it.
public enum WrapperLayer: Hashable, Sendable {
  /// The records stand in JSON text of any layout: arrays, envelopes, pretty-printed objects.
  case json
  /// Octet-counted syslog (RFC 6587).
  case octets
  /// A syslog header stands before each record.
  case syslog
  /// What a Kubernetes container runtime writes stands before each record.
  case container
  /// The record is in that column of a CSV file with a header row.
  case column(String)
  /// The record is the value of that member of a JSON object: an object, an array of one, or a
  /// string. Names of nested members are joined by dots.
  case member(String)

  /// The layer in the name of a format: `json`, `syslog`, `csv:_raw`, `result._raw`.
  public var name: String {
    switch self {
    case .json: "json"
    case .octets: "octets"
    case .syslog: "syslog"
    case .container: "cri"
    case .column(let column): "csv:" + column
    case .member(let path): WrapperLayer.words.contains(path) ? "." + path : path
    }
  }

  private static let words = ["json", "octets", "syslog", "cri"]

  /// The layer of that name; nil for what can't be one.
  public init?(_ name: some StringProtocol) {
    switch name {
    case "": return nil
    case "json": self = .json
    case "octets": self = .octets
    case "syslog": self = .syslog
    case "cri": self = .container
    default:
      if name.hasPrefix("csv:") {
        guard name.utf8.count > 4 else { return nil }
        self = .column(String(name.dropFirst(4)))
      } else {
        let path = name.hasPrefix(".") ? name.dropFirst() : name[...]
        guard !path.isEmpty, path.utf8.allSatisfy(Self.isPathByte) else { return nil }
        self = .member(String(path))
      }
    }
  }

  /// Bytes that names in paths consist of.
  static func isPathByte(_ c: UInt8) -> Bool {
    c.isAlphanumeric || c == 0x5F || c == 0x2E || c == 0x2D || c == 0x40
  }

  /// What it is, for messages.
  public var explanation: String {
    switch self {
    case .json: "an array, an envelope or pretty-printed JSON"
    case .octets: "octet-counted syslog"
    case .syslog: "syslog"
    case .container: "container runtime lines"
    case .column(let column): "column \(column) of a CSV file"
    case .member(let path): "member \(path) of each object"
    }
  }
}
