import SecurityModel
import TerminalKit

/// What a credential is called: names where the key is made of ids, and enough of the key's end to
/// tell an integration's credentials apart; the key itself where people can read it.
enum CredentialLabel {
  static func text(_ id: String, integration: String) -> SafeText {
    guard !integration.isEmpty, integration != id else {
      return SafeText(untrusted: id, limit: 200)
    }
    let name = SafeText(untrusted: integration, limit: 120)
    guard let bar = id.lastIndex(of: "|") else {
      return isOpaque(id) ? name : SafeText(untrusted: id, limit: 200)
    }
    let user = id[id.index(after: bar)...]
    let app = id[..<bar]
    // A client that names no application, such as `Exporter/2.1`, beside the integration's own.
    if app.contains("/"), app != integration {
      return name + " " + SafeText(untrusted: String(app), limit: 120)
    }
    let first = isOpaque(app) ? name : SafeText(untrusted: String(app), limit: 120)
    return first + " ·" + SafeText(untrusted: String(user.suffix(4)), limit: 8)
  }

  /// What tells a credential from others of its integration: the user, or the client and the user.
  static func part(_ id: String) -> String {
    guard let bar = id.lastIndex(of: "|") else { return id }
    return isOpaque(id[..<bar]) ? String(id[id.index(after: bar)...]) : id
  }

  /// Whether a part of a key is made for machines, as Salesforce's ids of 15 and 18 characters are.
  private static func isOpaque(_ part: some StringProtocol) -> Bool {
    let bytes = part.utf8
    let isWord = bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    return isWord && bytes.count >= 15 && bytes.contains { (0x30...0x39).contains($0) }
  }
}

extension DashboardState {
  /// What a credential is called, by what is known of it.
  func label(of id: String) -> SafeText {
    let record = credentials[id]?.row.record ?? credentialDetail?.row.record
    guard let record, record.id == id else {
      let finding = findings.current?.finding
      return CredentialLabel.text(
        id, integration: finding?.credential == id ? finding?.integration ?? "" : "")
    }
    return CredentialLabel.text(id, integration: record.integration)
  }
}
