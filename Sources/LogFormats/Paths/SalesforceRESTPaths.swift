import SecurityModel

/// Reads the resources of Salesforce's REST API below `/services/data`.
enum SalesforceRESTPaths {
  /// Reads from the version (part `i`) on.
  static func read(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    guard segments.count > i else {
      event.operation = call.operation(onRecord: false)
      return
    }
    let hasVersion = call.setVersion(i, &segments, into: &event)
    resource(hasVersion ? i + 1 : i, &segments, call, into: &event)
  }

  private static func resource(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    let last = segments.count - 1
    if part.isEmpty {
      event.operation = call.operation(onRecord: false)
    } else if part.isWord("query") || part.isWord("queryall") {
      event.operation = segments.count > i + 1 ? .queryMore : .query
      segments.mark(i + 1, .id)
    } else if part.isWord("sobjects") {
      SalesforceObjectPaths.read(i, &segments, call, into: &event)
    } else if part.isWord("composite") {
      composite(i, &segments, call, into: &event)
    } else if part.isWord("jobs") {
      SalesforceBulkPaths.readSecond(i, &segments, call, into: &event)
    } else if part.isWord("search") || part.isWord("parameterizedsearch") {
      event.operation = .search
      if let objects = call.parameter("sobject") ?? call.parameter("sobjects") {
        call.addObjects(list: objects, into: &event)
      }
    } else if part.isWord("limits") {
      event.operation = .limits
      if segments.isWord(i + 1, "recordcount"), let objects = call.parameter("sobjects") {
        call.addObjects(list: objects, into: &event)
      }
    } else if part.isWord("graphql") {
      event.surface = .graphql
      event.operation = .query
    } else if part.isWord("tooling") {
      event.surface = .tooling
      tooling(i + 1, &segments, call, into: &event)
    } else if part.isWord("metadata") {
      event.surface = .metadata
      event.operation = call.operation(read: .read, write: .deploy)
    } else if part.isWord("ui-api") {
      userInterface(i + 1, &segments, call, into: &event)
    } else if part.isWord("analytics") {
      analytics(i + 1, &segments, call, into: &event)
    } else if part.isWord("wave") || part.isWord("smartdatadiscovery") {
      event.operation =
        segments.isWord(i + 1, "query")
        ? .query : call.operation(onRecord: PathShape.isVariable(segments[last]))
    } else if part.isWord("recent") || part.isWord("tabs") || part.isWord("appmenu") {
      event.operation = .list
    } else if part.isWord("event") {
      // /event/eventSchema/…
      event.operation = .describe
    } else if part.isWord("quickactions") || part.isWord("actions") {
      event.operation = call.operation(read: .describe, write: .other)
    } else if part.isWord("process") {
      event.operation = call.operation(read: .list, write: .update)
    } else if part.isWord("connect") || part.isWord("chatter") {
      connect(i + 1, segments, call, into: &event)
    } else {
      event.operation = call.operation(onRecord: PathShape.isVariable(segments[last]))
    }
  }

  private static func composite(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let kind = segments[i + 1]
    if kind.isWord("sobjects") {
      call.addObject(segments[i + 2], into: &event)
      segments.mark(i + 2, .literal)
      let isUpsert = call.method == .patch && segments.count > i + 3
      // A POST with an object type behind it fetches a list of records by id.
      let isRead = call.method == .post && segments.count > i + 2
      event.operation = isUpsert ? .upsert : isRead ? .read : call.operation(onRecord: true)
    } else if kind.isWord("tree") {
      call.addObject(segments[i + 2], into: &event)
      segments.mark(i + 2, .literal)
      event.operation = .create
    } else {
      event.operation = .composite
    }
  }

  private static func tooling(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    if part.isWord("executeanonymous") {
      event.operation = .deploy
    } else if part.startsWith("runtests") {
      event.operation = .other
    } else if part.isWord("completions") {
      event.operation = .describe
    } else {
      resource(i, &segments, call, into: &event)
      event.surface = .tooling
    }
  }

  private static func userInterface(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    if part.isWord("records") {
      event.operation = call.operation(onRecord: segments.count > i + 1)
    } else if part.isWord("record-ui") {
      event.operation = .read
    } else if part.isWord("object-info") {
      event.operation = .describe
      let names = segments.isWord(i + 1, "batch") ? i + 2 : i + 1
      call.addObjects(list: segments[names], into: &event)
      if names == i + 2 { segments.mark(names, .id) } else { segments.mark(names, .literal) }
    } else if part.isWord("layout") || part.startsWith("record-defaults") {
      event.operation = .describe
      let names = part.isWord("layout") ? i + 1 : i + 2
      call.addObject(segments[names], into: &event)
    } else if part.startsWith("list-") || part.startsWith("related-list")
      || part.startsWith("mru-list")
    {
      event.operation = .list
      if !PathShape.isVariable(segments[i + 1]), !segments.isWord(i + 1, "batch") {
        call.addObject(segments[i + 1], into: &event)
      }
    } else if part.isWord("lookups") {
      event.operation = .search
      call.addObject(segments[i + 1], into: &event)
    } else {
      event.operation = call.operation(
        onRecord: PathShape.isVariable(segments[segments.count - 1]))
    }
  }

  private static func analytics(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    let last = segments[segments.count - 1]
    if last.isWord("describe") || part.isWord("reporttypes") || part.startsWith("report-types") {
      event.operation = .describe
    } else if part.isWord("reports") || part.isWord("dashboards") {
      let named = segments.count > i + 1
      switch call.method {
      case .get, .head: event.operation = named ? .report : .list
      case .post: event.operation = .report
      default: event.operation = call.operation(onRecord: named)
      }
    } else {
      event.operation = call.operation(onRecord: PathShape.isVariable(last))
    }
  }

  private static func connect(
    _ i: Int, _ segments: borrowing PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let last = segments[segments.count - 1]
    if segments.isWord(i, "files"), last.isWord("content") || last.isWord("rendition") {
      event.operation = call.operation(read: .download, write: .upload)
    } else if segments.isWord(i, "files") {
      event.operation = call.operation(read: .read, write: .upload)
    } else {
      event.operation = call.operation(onRecord: PathShape.isVariable(last))
    }
  }
}
