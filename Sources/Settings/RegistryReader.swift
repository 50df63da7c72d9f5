public import Inventory
public import SecurityModel

/// Reads the registry of declared integrations (YAML, `integrations:` with one mapping each).
public enum RegistryReader {
  private static let keys = [
    "match", "name", "owner", "purpose", "type", "objects", "apis", "networks", "scopes",
    "approved", "revoked",
  ]

  /// The registrations of a YAML text, in file order.
  /// - Throws: `SettingsError` with the place.
  public static func parse(_ text: String, file: String) throws(SettingsError) -> [Registration] {
    try registry(text, file: file).registrations
  }

  /// Everything that a registry says.
  /// - Throws: `SettingsError` with the place.
  public static func registry(_ text: String, file: String) throws(SettingsError) -> Registry {
    var result = Registry()
    guard let root = try NodeReader.root(text, file: file) else { return result }
    for (key, at, value) in try root.entries() {
      switch key {
      case "integrations":
        for element in try value.elements() {
          result.registrations.append(try registration(element))
        }
      case "expected": result.announcements = try AnnouncementReader.announcements(value)
      default: throw root.unknown(key, at: at, known: ["integrations", "expected"])
      }
    }
    return result
  }

  /// What a registry declares and announces.
  public struct Registry: Hashable, Sendable {
    public var registrations: [Registration] = []
    public var announcements: [ExpectedActivity] = []
  }

  private static func registration(_ node: NodeReader) throws(SettingsError) -> Registration {
    var entry = Registration(match: "", name: "")
    for (key, at, value) in try node.entries() {
      switch key {
      case "match": entry.match = try value.string()
      case "name": entry.name = try value.string()
      case "owner": entry.owner = value.isNull ? nil : try value.string()
      case "purpose": entry.purpose = value.isNull ? nil : try value.string()
      case "type":
        let word = try value.string()
        guard let type = CredentialType(name: word) else {
          throw value.fail(
            "unknown type `\(word)`"
              + Suggestion.phrase(for: word, among: CredentialType.allCases.map(\.name)))
        }
        entry.type = type
      case "objects": entry.objects = try value.strings()
      case "apis":
        for element in try value.elements() {
          let word = try element.string()
          guard let api = APISurface(name: word) else {
            throw element.fail(
              "unknown API `\(word)`"
                + Suggestion.phrase(for: word, among: APISurface.allCases.map(\.name)))
          }
          entry.apis.append(api)
        }
      case "networks": entry.networks = try value.strings()
      case "scopes":
        // OAuth writes them in one text, so both forms are taken.
        entry.scopes = try value.strings().flatMap { $0.split(separator: " ").map(String.init) }
      case "approved": entry.approved = try value.bool()
      case "revoked": entry.revoked = try value.bool()
      default: throw node.unknown(key, at: at, known: keys)
      }
    }
    guard !entry.match.isEmpty else {
      throw node.fail(
        "an integration needs `match`: a credential, application or user, `*` allowed")
    }
    if entry.name.isEmpty { entry.name = entry.match }
    return entry
  }
}
