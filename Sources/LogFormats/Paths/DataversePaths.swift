import SecurityModel

/// Reads the paths of Microsoft Dataverse: Web API, its batch and metadata, and the SOAP service.
enum DataversePaths {
  /// False when the path is none of Dataverse's.
  static func read(
    _ segments: inout PathSegments, _ call: inout PathCall, into event: inout APIEvent
  ) -> Bool {
    for i in 0..<segments.count {
      if segments.isWord(i, "api"), segments.isWord(i + 1, "data") {
        guard call.setVersion(i + 2, &segments, into: &event) else { continue }
        begin(i, &segments, into: &event)
        event.surface = .rest
        readWebAPI(i + 3, &segments, call, into: &event)
        return true
      }
      if segments.isWord(i, "xrmservices") {
        begin(i, &segments, into: &event)
        segments.mark(i + 1, .literal)
        let service = segments[i + 2]
        event.surface = service.isWord("organizationdata.svc") ? .rest : .soap
        if event.surface == .rest {
          readWebAPI(i + 3, &segments, call, into: &event)
        } else if service.isWord("discovery.svc") {
          event.operation = .describe
        }
        return true
      }
      if segments.isWord(i, "api"), segments.isWord(i + 1, "discovery") {
        begin(i, &segments, into: &event)
        event.surface = .rest
        _ = call.setVersion(i + 2, &segments, into: &event)
        event.operation = .describe
        return true
      }
    }
    return false
  }

  private static func begin(
    _ i: Int, _ segments: inout PathSegments, into event: inout APIEvent
  ) {
    segments.first = i
    event.platform = .dataverse
  }

  private static func readWebAPI(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    if part.isEmpty {
      event.operation = .describe
      return
    }
    if part[0] == 0x24 {
      event.operation = part.isWord("$batch") ? .composite : .describe
      return
    }
    let open = part.index(of: 0x28)
    let set = part.cut(0, open ?? part.count)
    let hasKey = open.map { part.count > $0 + 2 } ?? false
    if isMetadataSet(set) {
      event.operation = call.operation(read: .describe, write: .configChange)
      if let open { addLogicalName(part.cut(from: open), call, into: &event) }
      return
    }
    if isFunction(set) {
      readFunction(set, call, into: &event)
      return
    }
    call.addObject(set, into: &event)
    event.operation = operation(
      hasKey: hasKey, tail: segments[i + 1], last: segments[segments.count - 1], call)
    if call.method == .get, !hasKey, call.parameter("fetchxml") != nil {
      event.operation = .query
    }
  }

  private static func operation(
    hasKey: Bool, tail: UnsafeRawBufferPointer, last: UnsafeRawBufferPointer,
    _ call: borrowing PathCall
  ) -> Operation {
    if tail.isEmpty {
      // PATCH on a key is an upsert unless If-Match says otherwise, which the log can't show.
      if call.method == .get, !hasKey { return .query }
      return call.operation(onRecord: hasKey)
    }
    if last.isWord("$count") { return .query }
    if last.isWord("$ref") {
      return call.method == .delete ? .update : call.operation(read: .read, write: .update)
    }
    if last.isWord("$value") { return call.method == .get ? .download : .update }
    if last.isWord("$query") { return .query }
    if tail.startsWith("microsoft.dynamics.crm.") {
      return call.operation(read: .read, write: .update)
    }
    return call.operation(read: .read, write: .update)
  }

  private static func isMetadataSet(_ set: UnsafeRawBufferPointer) -> Bool {
    set.isWord("entitydefinitions") || set.isWord("relationshipdefinitions")
      || set.isWord("globaloptionsetdefinitions") || set.isWord("managedpropertydefinitions")
  }

  /// Functions and actions start with a capital letter; entity sets are lower case.
  private static func isFunction(_ set: UnsafeRawBufferPointer) -> Bool {
    guard set.count > 0 else { return false }
    return set[0] &- 0x41 < 26
  }

  private static func readFunction(
    _ name: UnsafeRawBufferPointer, _ call: borrowing PathCall, into event: inout APIEvent
  ) {
    if name.startsWith("exporttoexcel") || name.startsWith("export") {
      event.operation = .export
    } else if name.startsWith("retrievemultiple") || name.startsWith("executefetch") {
      event.operation = .query
    } else if name.isWord("whoami") || name.startsWith("retrieve") {
      event.operation = .read
    } else if name.startsWith("search") {
      event.operation = .search
    } else if name.startsWith("grantaccess") || name.startsWith("revokeaccess")
      || name.startsWith("modifyaccess") || name.startsWith("addprivileges")
    {
      event.operation = .permissionChange
    } else if name.startsWith("createmultiple") || name.startsWith("import") {
      event.operation = .create
    } else if name.startsWith("bulkdelete") || name.startsWith("deletemultiple") {
      event.operation = .delete
    } else if name.startsWith("update") || name.startsWith("upsert") || name.startsWith("merge") {
      event.operation = .update
    } else {
      event.operation = call.method == .get ? .read : .other
    }
  }

  /// `(LogicalName='account')` names the object that is described.
  private static func addLogicalName(
    _ key: UnsafeRawBufferPointer, _ call: borrowing PathCall, into event: inout APIEvent
  ) {
    guard key.startsWith("(logicalname='") else { return }
    let name = key.cut(from: 14)
    guard let end = name.index(of: 0x27) else { return }
    call.addObject(name.cut(0, end), into: &event)
  }
}
