import SecurityModel

/// Reads the paths of HubSpot's APIs, in their numbered (`/crm/v3/…`), older (`/contacts/v1/…`)
/// and dated (`/crm/objects/2026-03/…`) forms.
enum HubSpotPaths {
  /// False when the path is none of HubSpot's.
  static func read(
    _ segments: inout PathSegments, _ call: inout PathCall, into event: inout APIEvent
  ) -> Bool {
    for i in 0..<segments.count {
      guard let area = Area(segments[i]) else { continue }
      // The version comes next, or, in dated paths, one word later.
      let version: Int
      if PathShape.versionPrefix(segments[i + 1]) != nil {
        version = i + 1
      } else if PathShape.versionPrefix(segments[i + 2]) == 0, segments[i + 2].count == 7 {
        version = i + 2
      } else {
        continue
      }
      _ = call.setVersion(version, &segments, into: &event)
      segments.first = i
      event.platform = .hubspot
      event.surface = .rest
      let resource = version == i + 1 ? version + 1 : i + 1
      let rest = version + (version == i + 1 ? 2 : 1)
      read(area, resource, rest, &segments, call, into: &event)
      return true
    }
    return false
  }

  /// The first word of an API's path.
  private enum Area {
    case crm, oauth, webhooks, settings, account, files, automation, legacy, exports, other

    init?(_ part: UnsafeRawBufferPointer) {
      if part.isWord("crm") || part.isWord("crm-objects") {
        self = .crm
      } else if part.isWord("oauth") {
        self = .oauth
      } else if part.isWord("webhooks") {
        self = .webhooks
      } else if part.isWord("settings") {
        self = .settings
      } else if part.isWord("account-info") || part.isWord("integrations") {
        self = .account
      } else if part.isWord("files") || part.isWord("filemanager") {
        self = .files
      } else if part.isWord("automation") {
        self = .automation
      } else if part.isWord("contacts") || part.isWord("companies") || part.isWord("deals")
        || part.isWord("engagements") || part.isWord("owners") || part.isWord("tickets")
      {
        self = .legacy
      } else if part.isWord("marketing") || part.isWord("cms") || part.isWord("events")
        || part.isWord("conversations") || part.isWord("communication-preferences")
        || part.isWord("properties") || part.isWord("crm-associations") || part.isWord("email")
        || part.isWord("forms") || part.isWord("crm-pipelines") || part.isWord("business-units")
      {
        self = .other
      } else {
        return nil
      }
    }
  }

  private static func read(
    _ area: Area, _ resource: Int, _ rest: Int, _ segments: inout PathSegments,
    _ call: borrowing PathCall, into event: inout APIEvent
  ) {
    let last = segments[segments.count - 1]
    let onRecord = segments.count > 0 && PathShape.isVariable(last)
    switch area {
    case .crm:
      HubSpotCRMPaths.read(resource, rest, &segments, call, into: &event)
    case .oauth:
      readOAuth(resource, &segments, call, into: &event)
    case .webhooks:
      event.operation = call.method == .post ? .subscribe : call.operation(onRecord: onRecord)
    case .settings:
      event.operation =
        segments.isWord(resource, "users")
        ? call.operation(read: onRecord ? .read : .list, write: .permissionChange)
        : call.operation(read: onRecord ? .read : .list, write: .configChange)
    case .account:
      event.operation =
        segments.isWord(resource, "api-usage") || segments.isWord(resource, "limit")
        ? .limits : segments.isWord(resource, "details") ? .read : call.operation(onRecord: false)
    case .files:
      event.operation =
        call.method == .get && last.isWord("signed-url")
        ? .download : call.method == .post ? .upload : call.operation(onRecord: onRecord)
    case .automation:
      event.operation = call.operation(read: onRecord ? .read : .list, write: .configChange)
    case .legacy:
      event.addObject(call.context.symbols.intern(segments[segments.first]))
      event.operation =
        last.isWord("search")
        ? .search
        : call.operation(onRecord: onRecord || last.isWord("profile"))
    case .exports, .other:
      event.operation = last.isWord("search") ? .search : call.operation(onRecord: onRecord)
    }
  }

  private static func readOAuth(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    event.surface = .oauth
    let word = segments[i]
    if word.isWord("access-tokens") || word.isWord("refresh-tokens") {
      // The token itself is the last part of the path.
      let secret = segments[i + 1]
      let isRevocation = call.method == .delete
      event.operation = isRevocation ? .revoke : .read
      if !secret.isEmpty {
        segments.mark(i + 1, .token)
        event.flags.insert(.carriedSecret)
        if isRevocation { event.targetToken = call.context.secretHash(secret) }
      }
      return
    }
    event.operation =
      GenericPaths.operation(ofOAuth: word) ?? call.operation(onRecord: false)
  }
}
