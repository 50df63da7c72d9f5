import SecurityModel

/// Reads `/services/data/v*/sobjects/…`.
enum SalesforceObjectPaths {
  /// Reads from `sobjects` (part `i`) on.
  static func read(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let object = segments[i + 1]
    if object.isEmpty {
      event.operation = call.operation(read: .describe, write: .other)
      return
    }
    call.addObject(object, into: &event)
    segments.mark(i + 1, .literal)
    let part = segments[i + 2]
    if part.isEmpty {
      event.operation = call.operation(read: .describe, write: .create)
    } else if part.isWord("describe") {
      event.operation = .describe
    } else if part.isWord("deleted") || part.isWord("updated") || part.isWord("relevantitems") {
      event.operation = .list
    } else if part.isWord("listviews") {
      event.operation = segments.isWord(i + 4, "describe") ? .describe : .list
    } else if part.isWord("quickactions") || part.isWord("defaultvalues") {
      event.operation = call.operation(read: .describe, write: .create)
    } else if part.isWord("eventschema") {
      event.operation = .describe
    } else if PathShape.isSalesforceID(part) {
      segments.mark(i + 2, .id)
      let child = segments[i + 3]
      if child.isEmpty {
        event.operation = call.operation(onRecord: true)
      } else if isFile(child) {
        event.operation = call.operation(read: .download, write: .update)
      } else if child.isWord("password") {
        event.operation = call.operation(read: .read, write: .permissionChange)
      } else {
        event.operation = call.operation(onRecord: true)
      }
    } else if segments.count > i + 3 {
      // /sobjects/Account/External_Id__c/value
      segments.mark(i + 3, .id)
      event.operation = call.method == .patch ? .upsert : call.operation(onRecord: true)
    } else {
      segments.mark(i + 2, .id)
      event.operation = call.operation(onRecord: true)
    }
  }

  /// Fields that hold a file; reading one is a download.
  private static func isFile(_ field: UnsafeRawBufferPointer) -> Bool {
    field.isWord("body") || field.isWord("versiondata") || field.isWord("logfile")
      || field.isWord("contentbody") || field.isWord("richtextimagefields")
  }
}
