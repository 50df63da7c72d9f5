import SecurityModel

/// What the free words in OCSF events mean.
enum OCSFWords {
  /// The platform that a vendor's or product's name means; `.generic` when it is none of ours.
  static func platform(of name: UnsafeRawBufferPointer) -> Platform {
    if name.contains(word: "mulesoft") || name.contains(word: "anypoint") { return .mulesoft }
    if name.contains(word: "salesforce") { return .salesforce }
    if name.contains(word: "hubspot") { return .hubspot }
    if name.contains(word: "dynamics") || name.contains(word: "dataverse") { return .dataverse }
    return .generic
  }

  /// API family of `api.service.name`.
  static func surface(ofService name: UnsafeRawBufferPointer) -> APISurface {
    if name.isEmpty { return .unknown }
    for (word, surface) in surfaces where name.isWord(word) { return surface }
    if name.contains(word: "bulk") { return name.contains(word: "2") ? .bulk2 : .bulk }
    if name.contains(word: "graphql") { return .graphql }
    if name.contains(word: "soap") { return .soap }
    if name.contains(word: "metadata") { return .metadata }
    if name.contains(word: "tooling") { return .tooling }
    if name.contains(word: "apex") { return .apexrest }
    if name.contains(word: "streaming") || name.contains(word: "pub/sub") { return .streaming }
    if name.startsWith("rest") || name.contains(word: " rest") || name.contains(word: "rest api") {
      return .rest
    }
    return .unknown
  }

  private static let surfaces: [(StaticString, APISurface)] = [
    ("rest", .rest), ("soap", .soap), ("bulk", .bulk), ("bulk2", .bulk2), ("report", .report),
    ("streaming", .streaming), ("mcp", .mcp), ("ui", .ui), ("aura", .aura), ("login", .login),
    ("oauth", .oauth), ("config", .config),
  ]

  /// True when an operation is only an HTTP method.
  static func isMethod(_ word: UnsafeRawBufferPointer) -> Bool {
    word.isWord("get") || word.isWord("post") || word.isWord("put") || word.isWord("patch")
      || word.isWord("head") || word.isWord("options")
  }

  /// Operation of `api.operation`: our own words, Salesforce's method names, or the verb at the
  /// beginning of any other name.
  static func operation(
    _ word: UnsafeRawBufferPointer, _ words: WordTable
  ) -> Operation {
    if word.isEmpty || isMethod(word) { return .other }
    if let own = Operation(rawValue: UInt8(truncatingIfNeeded: words.value(of: word))) {
      return own
    }
    let known = SalesforceWords.operation(ofMethod: word, metadata: false)
    if known != .other { return known }
    for (verb, operation) in verbs where word.startsWith(verb) { return operation }
    return .other
  }

  /// The words of normalized events.
  static func makeOperationTable() -> WordTable {
    WordTable(
      Operation.allCases.filter { $0 != .other }.map { ($0.name, Int($0.rawValue)) },
      ignoringCase: true)
  }

  private static let verbs: [(StaticString, Operation)] = [
    ("query", .query), ("search", .search), ("find", .search), ("describe", .describe),
    ("list", .list), ("read", .read), ("get", .read), ("fetch", .read), ("view", .read),
    ("create", .create), ("insert", .create), ("add", .create), ("upsert", .upsert),
    ("update", .update), ("modify", .update), ("set", .update), ("edit", .update),
    ("undelete", .undelete), ("delete", .delete), ("remove", .delete), ("export", .export),
    ("download", .download), ("upload", .upload), ("login", .login), ("logout", .logout),
  ]

  /// Operation of `activity_id` in API Activity.
  static func operation(ofActivity id: Int64) -> Operation {
    switch id {
    case 1: .create
    case 2: .read
    case 3: .update
    case 4: .delete
    default: .other
    }
  }

  /// True for resource types that say only that it is an object.
  static func isGeneric(resourceType type: UnsafeRawBufferPointer) -> Bool {
    type.isEmpty || type.isWord("object") || type.isWord("sobject") || type.isWord("entity")
      || type.isWord("table") || type.isWord("resource") || type.isWord("object_type")
      || type.isWord("salesforce object") || type.isWord("custom object")
  }
}
