import SecurityModel
import TerminalKit

/// An integration or credential on a page of text.
struct InventoryPage {
  private let item: InventoryItem
  private let console: Console

  init(_ item: InventoryItem, _ console: Console) {
    self.item = item
    self.console = console
  }

  func write(to output: LineOutput) {
    output.line(console.heading(Safe.text(item.name)) + "  " + item.kind.rawValue)
    var rows = [
      ("id", Safe.text(item.id)), ("type", item.type.name),
      ("platform", item.platform.name + (item.org.isEmpty ? "" : ", org " + Safe.text(item.org))),
      ("declared", item.isDeclared ? "yes" : "no"), ("owner", Safe.text(item.owner ?? "")),
      ("purpose", Safe.text(item.purpose ?? "")),
      ("state", item.state.rawValue), ("flags", item.flags.joined(separator: ", ")),
      ("risk", "\(item.risk) of 100, \(item.openFindings) open findings"),
      ("seen", "\(item.firstSeen.rfc3339) to \(item.lastSeen.rfc3339)"),
      ("total", "\(item.calls) calls, \(item.errors) errors, \(item.rows) rows"),
      ("last 24 h", lastDay), ("apis", item.apis.map(\.name).joined(separator: ", ")),
      ("scopes", item.scopes.map { Safe.text($0.name) }.joined(separator: ", ")),
    ]
    if item.kind == .integration {
      rows.append(("credentials", item.credentials.map(Safe.text).joined(separator: ", ")))
    }
    for (name, value) in rows where !value.isEmpty {
      output.line("  " + name + String(repeating: " ", count: 13 - name.count) + value)
    }
    list("Objects", item.objects, output)
    list("Networks", item.networks, output)
    list("Clients", item.clients, output)
    list("Endpoints", item.endpoints, output)
  }

  private var lastDay: String {
    var share = "\(CompactNumber.percent(item.share24h).plain) of all"
    if let part = item.limitShare {
      share += ", \(CompactNumber.percent(part).plain) of the daily limit"
    }
    return "\(item.calls24h) calls (\(share)), \(item.rows24h) rows"
  }

  private func list(
    _ title: String, _ items: [CredentialRecord.Counted], _ output: LineOutput
  ) {
    guard !items.isEmpty else { return }
    output.line("")
    output.line(console.heading(title))
    var table = TextTable(["calls", "first seen", "last seen", "name"], numeric: ["calls"])
    for item in items {
      table.add([String(item.count), item.firstSeen.rfc3339, item.lastSeen.rfc3339, item.name])
    }
    table.aligned(to: output, console, indent: 2)
  }
}
