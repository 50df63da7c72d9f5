import SecurityModel

/// What the platform tables need besides the path itself.
struct PathCall {
  let method: HTTPMethod
  let context: DecodeContext
  /// The raw query string.
  let query: UnsafeRawBufferPointer

  /// The operation that the method alone means on one record or on a collection.
  func operation(onRecord: Bool) -> Operation {
    switch method {
    case .get, .head: onRecord ? .read : .list
    case .post: .create
    case .put, .patch: .update
    case .delete: .delete
    case .none, .options, .other: .other
    }
  }

  /// `read` for GET and HEAD, `write` for anything that changes, `.other` when not known.
  func operation(read: Operation, write: Operation) -> Operation {
    switch method {
    case .get, .head: read
    case .post, .put, .patch, .delete: write
    case .none, .options, .other: .other
    }
  }

  /// Adds the object type that part `i` names, when it can be a name at all.
  func addObject(_ part: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard PathShape.isName(part) else { return }
    event.addObject(context.symbols.intern(part))
  }

  /// Adds every name of a comma list.
  func addObjects(list: UnsafeRawBufferPointer, into event: inout APIEvent) {
    var start = 0
    for _ in 0..<16 {
      guard start < list.count else { return }
      let end = list.index(of: 0x2C, from: start) ?? list.count
      addObject(list.cut(start, end), into: &event)
      start = end + 1
    }
  }

  /// Marks part `i` as a bulk job and keeps the stable hash of its id.
  func setJob(_ i: Int, _ segments: inout PathSegments, into event: inout APIEvent) {
    let part = segments[i]
    guard !part.isEmpty else { return }
    segments.mark(i, .job)
    event.job = Self.jobHash(part, context)
  }

  /// The hash of a bulk job's id: of the first 15 characters of a Salesforce id, else of it all.
  static func jobHash(_ id: UnsafeRawBufferPointer, _ context: DecodeContext) -> UInt64 {
    if id.isEmpty { return 0 }
    let hash = context.idHash(id.cut(0, CredentialKey.significantLength(id)))
    return hash == 0 ? 1 : hash
  }

  /// Keeps the version that part `i` is, without its `v`; false when it isn't one.
  func setVersion(_ i: Int, _ segments: inout PathSegments, into event: inout APIEvent) -> Bool {
    let part = segments[i]
    guard let prefix = PathShape.versionPrefix(part) else { return false }
    segments.mark(i, .version)
    event.apiVersion = context.symbols.intern(part.cut(from: prefix))
    return true
  }

  /// The still encoded value of a query parameter, or nil.
  func parameter(_ name: StaticString) -> UnsafeRawBufferPointer? {
    var i = 0
    let limited = query.cut(0, 4_096)
    while let parameter = RequestTarget.nextParameter(limited, &i) {
      if parameter.name.isWord(name) { return parameter.value }
    }
    return nil
  }
}

extension HTTPMethod {
  /// The method of that name (case ignored); `.none` for nothing or `-`.
  init(_ bytes: UnsafeRawBufferPointer) {
    switch bytes.count {
    case 0: self = .none
    case 1 where bytes[0] == 0x2D: self = .none
    case 3: self = bytes.isWord("get") ? .get : bytes.isWord("put") ? .put : .other
    case 4: self = bytes.isWord("post") ? .post : bytes.isWord("head") ? .head : .other
    case 5: self = bytes.isWord("patch") ? .patch : .other
    case 6: self = bytes.isWord("delete") ? .delete : .other
    case 7: self = bytes.isWord("options") ? .options : .other
    default: self = .other
    }
  }
}
