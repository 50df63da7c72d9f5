/// The API family a call went through; the field `api` of a normalized event.
public enum APISurface: UInt8, CaseIterable, Sendable {
  case unknown = 0
  case rest
  case soap
  case bulk
  case bulk2
  case streaming
  case metadata
  case tooling
  case graphql
  case apexrest
  case mcp
  case aura
  case ui
  case login
  case oauth
  case report
  case config

  /// The word used in JSON and in the configuration.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }

  /// The surface of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// True for the surfaces that programs use; calls on them count as API volume.
  public var isProgrammatic: Bool {
    switch self {
    case .rest, .soap, .bulk, .bulk2, .streaming, .metadata, .tooling, .graphql, .apexrest, .mcp,
      .unknown:
      true
    case .aura, .ui, .login, .oauth, .report, .config: false
    }
  }
}
