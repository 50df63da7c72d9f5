import SecurityModel

/// Reads HubSpot's CRM APIs: objects, associations, schemas, exports, imports, lists.
enum HubSpotCRMPaths {
  /// Reads the resource in part `i`; what belongs to it begins at part `rest`.
  static func read(
    _ i: Int, _ rest: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let resource = segments[i]
    let last = segments.count - 1
    let onRecord = last >= 0 && PathShape.isVariable(segments[last])
    if resource.isWord("objects") || resource.isWord("records") {
      readObjects(rest, &segments, call, into: &event)
    } else if resource.isWord("exports") {
      readExports(rest, &segments, call, into: &event)
    } else if resource.isWord("imports") {
      event.operation = call.method == .post ? .upload : call.operation(onRecord: onRecord)
    } else if resource.isWord("associations") {
      addType(rest, &segments, call, into: &event)
      if !segments.isWord(rest + 1, "batch") { addType(rest + 1, &segments, call, into: &event) }
      event.operation = batch(segments[last]) ?? call.operation(read: .list, write: .update)
    } else if resource.isWord("properties") || resource.isWord("schemas")
      || resource.isWord("pipelines") || resource.isWord("property-groups")
    {
      addType(rest, &segments, call, into: &event)
      event.operation =
        segments[last].isWord("read")
        ? .describe : call.operation(read: .describe, write: .configChange)
    } else if resource.isWord("owners") {
      event.addObject(call.context.symbols.intern("owners"))
      event.operation = call.operation(onRecord: onRecord)
    } else if resource.isWord("lists") {
      event.operation =
        segments[last].isWord("search")
        ? .search : call.operation(onRecord: onRecord && last == rest)
    } else if resource.isWord("limits") {
      event.operation = .limits
    } else {
      event.operation =
        segments[last].isWord("search") ? .search : call.operation(onRecord: onRecord)
    }
  }

  private static func readObjects(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    addType(i, &segments, call, into: &event)
    let part = segments[i + 1]
    if part.isEmpty {
      event.operation = call.operation(onRecord: false)
    } else if part.isWord("search") {
      event.operation = .search
    } else if part.isWord("batch") {
      event.operation = batch(segments[i + 2]) ?? .other
    } else if part.isWord("merge") {
      event.operation = .update
    } else if part.isWord("gdpr-delete") {
      event.operation = .delete
    } else {
      segments.mark(i + 1, .id)
      if segments.isWord(i + 2, "associations") {
        addType(i + 3, &segments, call, into: &event)
        event.operation = call.operation(read: .list, write: .update)
      } else {
        event.operation = call.operation(onRecord: true)
      }
    }
  }

  /// `exports/export/async` starts one, `…/tasks/{id}/status` asks how it is doing.
  private static func readExports(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    for j in i..<max(i, segments.count) where segments.isWord(j, "tasks") {
      call.setJob(j + 1, &segments, into: &event)
      event.operation = .jobStatus
      return
    }
    event.operation = call.operation(read: .jobStatus, write: .export)
  }

  private static func batch(_ word: UnsafeRawBufferPointer) -> Operation? {
    if word.isWord("read") { return .read }
    if word.isWord("create") { return .create }
    if word.isWord("update") { return .update }
    if word.isWord("upsert") { return .upsert }
    if word.isWord("archive") || word.isWord("delete") { return .delete }
    return nil
  }

  /// Adds the object type of part `i`; the numbers of the standard types get their names.
  private static func addType(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    let part = segments[i]
    guard part.count > 0, part.count <= 80 else { return }
    let name: Symbol
    if part.isWord("0-1") || part.isWord("contact") {
      name = call.context.symbols.intern("contacts")
    } else if part.isWord("0-2") || part.isWord("company") {
      name = call.context.symbols.intern("companies")
    } else if part.isWord("0-3") || part.isWord("deal") {
      name = call.context.symbols.intern("deals")
    } else if part.isWord("0-5") || part.isWord("ticket") {
      name = call.context.symbols.intern("tickets")
    } else {
      guard part.count > 1, part[0].isAlphanumeric, part[part.count - 1].isAlphanumeric else {
        return
      }
      name = call.context.symbols.intern(part)
    }
    segments.rename(i, name)
    event.addObject(name)
  }
}
