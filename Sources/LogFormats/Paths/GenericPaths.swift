import SecurityModel

/// Reads paths of no known platform: MCP servers, GraphQL, token endpoints, anything else.
enum GenericPaths {
  static func read(
    _ segments: inout PathSegments, _ call: inout PathCall, into event: inout APIEvent
  ) {
    let last = segments.count - 1
    if last < 0 {
      event.operation = call.operation(onRecord: false)
      return
    }
    if let mcp = modelContextPart(segments) {
      event.surface = .mcp
      segments.first = mcp
      // GET opens the event stream, POST sends a message whose kind isn't in the path.
      event.operation = call.method == .get ? .subscribe : .other
      return
    }
    if readTokenEndpoint(segments, call, into: &event) { return }
    if segments.isWord(last, "graphql") {
      event.surface = .graphql
      event.operation = .query
      return
    }
    event.operation = call.operation(onRecord: PathShape.isVariable(segments[last]))
  }

  /// `…/mcp`, `…/mcp/…`, `…/sse`: the usual addresses of Model Context Protocol servers.
  private static func modelContextPart(_ segments: borrowing PathSegments) -> Int? {
    for i in 0..<segments.count where segments.isWord(i, "mcp") { return i }
    return segments.isWord(segments.count - 1, "sse") ? segments.count - 1 : nil
  }

  /// `…/oauth2/v2.0/token`, `/oauth/revoke` and the like, of any identity provider.
  private static func readTokenEndpoint(
    _ segments: borrowing PathSegments, _ call: borrowing PathCall, into event: inout APIEvent
  ) -> Bool {
    var found = segments.find("oauth2")
    if found == nil { found = segments.find("oauth") }
    if found == nil { found = segments.find("openid-connect") }
    guard let oauth = found else { return false }
    for i in oauth + 1..<max(oauth + 1, min(segments.count, oauth + 4)) {
      if let operation = operation(ofOAuth: segments[i]) {
        event.surface = .oauth
        event.operation = operation
        return true
      }
    }
    return false
  }

  /// The operation of the last word of an OAuth endpoint, or nil.
  static func operation(ofOAuth word: UnsafeRawBufferPointer) -> Operation? {
    if word.isWord("token") || word.isWord("singleaccess") { return .token }
    if word.isWord("revoke") { return .revoke }
    if word.isWord("authorize") || word.isWord("auth") || word.isWord("devicecode")
      || word.isWord("device_authorization")
    {
      return .authorize
    }
    if word.isWord("introspect") || word.isWord("userinfo") { return .read }
    if word.isWord("register") { return .create }
    if word.isWord("logout") { return .logout }
    return nil
  }
}
