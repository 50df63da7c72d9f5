import SecurityModel

/// Reads the paths of Salesforce outside `/services/data`: SOAP, Bulk 1, OAuth, streaming, Apex
/// REST, the pages of the web interface.
enum SalesforcePaths {
  /// False when the path is none of Salesforce's.
  static func read(
    _ segments: inout PathSegments, _ call: inout PathCall, into event: inout APIEvent
  ) -> Bool {
    for i in 0..<segments.count {
      let part = segments[i]
      switch part.count {
      case 8 where part.isWord("services"):
        if readService(i, &segments, call, into: &event) { return true }
      case 6 where part.isWord("cometd"):
        begin(i, &segments, .streaming, into: &event)
        _ = call.setVersion(i + 1, &segments, into: &event)
        event.operation = .subscribe
        return true
      case 4 where part.isWord("aura"):
        if isAura(i, segments, call) {
          begin(i, &segments, .aura, into: &event)
          segments.first = segments.isWord(i - 1, "sfsites") ? i - 1 : i
          event.operation = call.operation(read: .read, write: .other)
          return true
        }
      case 3 where part.isWord("mcp"):
        // Salesforce's hosted servers: /platform/mcp/v1/…
        if segments.isWord(i - 1, "platform") {
          begin(i - 1, &segments, .mcp, into: &event)
          event.operation = call.method == .get ? .subscribe : .other
          return true
        }
      default: break
      }
    }
    return readPage(&segments, call, into: &event)
  }

  private static func begin(
    _ i: Int, _ segments: inout PathSegments, _ surface: APISurface, into event: inout APIEvent
  ) {
    segments.first = i
    event.platform = .salesforce
    event.surface = surface
  }

  /// `…/sfsites/aura`, `/aura?r=…&other.Controller.method=1`.
  private static func isAura(
    _ i: Int, _ segments: borrowing PathSegments, _ call: borrowing PathCall
  ) -> Bool {
    guard i == segments.count - 1 else { return false }
    if i == 0 { return true }
    let isSite = segments.isWord(i - 1, "sfsites")
    return isSite || call.query.contains(word: "aura.")
  }

  // MARK: - /services

  private static func readService(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) -> Bool {
    let service = segments[i + 1]
    if service.isWord("data") {
      begin(i, &segments, .rest, into: &event)
      SalesforceRESTPaths.read(i + 2, &segments, call, into: &event)
    } else if service.isWord("async") {
      begin(i, &segments, .bulk, into: &event)
      _ = call.setVersion(i + 2, &segments, into: &event)
      SalesforceBulkPaths.readFirst(i + 3, &segments, call, into: &event)
    } else if service.isWord("soap") {
      readSOAP(i, &segments, call, into: &event)
    } else if service.isWord("apexrest") {
      begin(i, &segments, .apexrest, into: &event)
      let last = segments.count - 1
      event.operation = call.operation(
        onRecord: last > i + 2 && PathShape.isVariable(segments[last]))
    } else if service.isWord("oauth2") || service.isWord("oauth1") {
      begin(i, &segments, .oauth, into: &event)
      event.operation =
        GenericPaths.operation(ofOAuth: segments[i + 2]) ?? call.operation(onRecord: true)
    } else if service.isWord("auth") || service.isWord("authcallback") {
      begin(i, &segments, .login, into: &event)
      event.operation = .login
    } else if service.isWord("wsdl") {
      begin(i, &segments, .soap, into: &event)
      event.operation = .describe
    } else if service.isWord("apexremote") {
      begin(i, &segments, .ui, into: &event)
    } else if service.isWord("gateway") || service.isWord("proxy") || service.isWord("xml") {
      begin(i, &segments, .rest, into: &event)
      event.operation = call.operation(onRecord: false)
    } else {
      return false
    }
    return true
  }

  /// `/services/Soap/{c|u|m|T|s|class|package}/…`: enterprise, partner, metadata, tooling, Apex.
  private static func readSOAP(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    begin(i, &segments, .soap, into: &event)
    let kind = segments[i + 2]
    if kind.isWord("m") {
      event.surface = .metadata
    } else if kind.isWord("t") {
      event.surface = .tooling
    } else if kind.isWord("class") || kind.isWord("package") {
      event.operation = .other
      return
    }
    if call.setVersion(i + 3, &segments, into: &event) {
      // Behind the version comes the organisation id, or nothing.
      for j in i + 4..<max(i + 4, segments.count) { segments.mark(j, .dropped) }
    }
  }

  // MARK: - Pages

  private static func readPage(
    _ segments: inout PathSegments, _ call: borrowing PathCall, into event: inout APIEvent
  ) -> Bool {
    let first = segments[0]
    if first.isWord("id"), segments[1].startsWith("00d") {
      // Identity URL: /id/00D…/005…
      begin(0, &segments, .oauth, into: &event)
      event.operation = .read
    } else if first.isWord("lightning") || first.isWord("apex") || first.isWord("_ui") {
      begin(0, &segments, .ui, into: &event)
      event.operation = call.operation(read: .read, write: .update)
    } else if first.isWord("secur") {
      begin(0, &segments, .login, into: &event)
      event.operation = segments[1].startsWith("logout") ? .logout : .login
    } else if first.isWord("sfc") || segments[1].startsWith("servlet.filedownload") {
      begin(0, &segments, .ui, into: &event)
      event.operation = .download
    } else if first.isWord("setup"), segments.isWord(1, "connect") {
      // Where a device code is typed in.
      begin(0, &segments, .oauth, into: &event)
      event.operation = .authorize
    } else if segments.count == 1, PathShape.isSalesforceID(first) {
      begin(0, &segments, .ui, into: &event)
      let isReport = first.startsWith("00o")
      if isReport { event.surface = .report }
      event.operation =
        isReport
        ? (call.parameter("export") != nil || call.parameter("excel") != nil ? .export : .report)
        : .read
    } else {
      return false
    }
    return true
  }
}
