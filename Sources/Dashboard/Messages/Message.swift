public import SecurityModel
public import TerminalKit

/// Everything that can happen to the dashboard; the runtime sends these, in order, one at a time.
public enum Message: Sendable {
  /// The user did something: a key, the mouse, pasted text, a new window size.
  case key(Key)
  /// The window's size in cells; send once before the first frame.
  case resize(Size)
  /// Live data. Unread snapshots may be folded into one with `Snapshot.merge`.
  case snapshot(Snapshot)
  /// Answers `Effect.loadFindings`.
  case findings(FindingsPage)
  /// Answers `Effect.loadFinding`; nil when the store has no such finding.
  case findingDetail(id: String, FindingDetail?)
  /// Answers `Effect.loadCredential`; nil when the store has no such credential.
  case credentialDetail(id: String, CredentialDetail?)
  /// Answers `Effect.findCredentials`.
  case credentialsFound(text: String, [CredentialRow])
  /// Answers `Effect.loadChart`.
  case chart(ChartData)
  /// Answers `Effect.loadAudit`: newest first.
  case audit([AnalystAction])
  /// Answers `Effect.act` with the same request number.
  case acted(request: Int, [ActionOutcome])
  /// What the analyst wrote in the editor of `Effect.editNote`; nil when it was given up.
  case noteEdited(findings: [String], text: String?)
  /// The palettes there are, and which one is in use.
  case themes([ThemeChoice], current: String)
  /// Something to tell the user, such as a finished export or a failed query.
  case notice(Notice)
  /// Wall-clock time went by: ends toasts. Send once a second while `DashboardState.wantsTick`.
  case tick(Timestamp)
}

/// One palette that the theme picker offers.
public struct ThemeChoice: Sendable, Hashable {
  /// What `Effect.setTheme` is given.
  public var name: String
  /// `dark`, `light`; shown beside the name.
  public var variant: String
  /// Where it came from: `built-in`, a folder.
  public var origin: String

  public init(name: String, variant: String, origin: String = "built-in") {
    self.name = name
    self.variant = variant
    self.origin = origin
  }
}

/// A line for the user: shown as a toast, or as a banner until it is taken back.
public struct Notice: Sendable, Hashable {
  /// How bad it is; an error also stays longer.
  public enum Kind: Sendable, Hashable {
    case done
    case info
    case warning
    case error
  }

  /// How it is shown.
  public enum Placement: Sendable, Hashable {
    /// For some seconds above the key hints.
    case toast
    /// Above the panes until a banner with the same key and no text arrives.
    case banner(key: String)
  }

  public var kind: Kind
  public var text: SafeText
  public var placement: Placement

  public init(_ kind: Kind, _ text: SafeText, placement: Placement = .toast) {
    self.kind = kind
    self.text = text
    self.placement = placement
  }

  /// Takes the banner of that key away.
  public static func clearBanner(_ key: String) -> Notice {
    Notice(.info, .empty, placement: .banner(key: key))
  }
}
