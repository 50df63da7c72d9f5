import SecurityModel
import TerminalKit

/// What a credential is called in lists: the integration's name, and enough of the key's end to tell
/// its credentials apart; the key itself where no name is known.
enum CredentialLabel {
  static func text(_ id: String, integration: String) -> SafeText {
    guard !integration.isEmpty, integration != id, id != "" else {
      return SafeText(untrusted: id, limit: 200)
    }
    let name = SafeText(untrusted: integration, limit: 120)
    guard let bar = id.lastIndex(of: "|") else { return name }
    let user = id[id.index(after: bar)...]
    return name + " ·" + SafeText(untrusted: user.suffix(4), limit: 8)
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
