import SecurityModel

/// Operations by the words that Salesforce uses for them.
enum SalesforceWords {
  /// Operation of a SOAP call or other method name; spelled with or without underscores.
  static func operation(ofMethod name: UnsafeRawBufferPointer, metadata: Bool) -> Operation {
    guard !name.isEmpty else { return .other }
    switch name[0] | 0x20 {
    case 0x71:
      if name.isWord("query") || name.isWord("queryall") || name.isWord("query_all") {
        return .query
      }
      if name.isWord("querymore") || name.isWord("query_more") { return .queryMore }
    case 0x63:
      if metadata, name.startsWith("check") { return .jobStatus }
      if name.isWord("create") { return metadata ? .deploy : .create }
      if name.startsWith("createmetadata") { return .deploy }
      if name.startsWith("changeownpassword") { return .configChange }
      if name.startsWith("convertlead") { return .update }
    case 0x64:
      if metadata, name.startsWith("describe") { return .describe }
      if name.startsWith("describe") { return .describe }
      if name.startsWith("deletemetadata") { return .deploy }
      if name.startsWith("deploy") { return .deploy }
      if name.startsWith("delete") { return metadata ? .deploy : .delete }
    case 0x65:
      if name.startsWith("empty") { return .delete }
    case 0x69:
      if name.startsWith("insert") { return .create }
      if name.startsWith("invalidate") { return .logout }
    case 0x75:
      if name.startsWith("updatemetadata") || name.startsWith("upsertmetadata") { return .deploy }
      if name.startsWith("undelete") { return .undelete }
      if name.startsWith("upsert") { return metadata ? .deploy : .upsert }
      if name.startsWith("update") { return metadata ? .deploy : .update }
    case 0x72:
      if name.startsWith("readmetadata") { return .retrieve }
      if name.startsWith("renamemetadata") { return .deploy }
      if name.startsWith("retrieve") { return metadata ? .retrieve : .read }
      if name.startsWith("resetpassword") { return .configChange }
    case 0x6C:
      if name.isWord("login") { return .login }
      if name.isWord("logout") { return .logout }
      if name.startsWith("list") { return .list }
    case 0x73:
      if name.startsWith("search") { return .search }
      if name.startsWith("setpassword") { return .configChange }
    case 0x67:
      if name.startsWith("get") { return .read }
    case 0x6D:
      if name.startsWith("merge") { return .update }
    default: break
    }
    return .other
  }

  /// Operation of a `MetadataApiOperation` row: `meta_deploy`, `meta_synchronous_read`, ….
  static func operation(ofMetadata name: UnsafeRawBufferPointer) -> Operation {
    if name.contains(word: "retrieve") || name.contains(word: "read") { return .retrieve }
    if name.contains(word: "list") { return .list }
    if name.contains(word: "describe") { return .describe }
    if name.contains(word: "deploy") || name.contains(word: "create")
      || name.contains(word: "update") || name.contains(word: "upsert")
      || name.contains(word: "delete") || name.contains(word: "rename")
    {
      return .deploy
    }
    return .other
  }

  /// What a data change or bulk job does with records: `insert`, `hardDelete`, `queryAll`, ….
  static func operation(ofChange name: UnsafeRawBufferPointer) -> Operation {
    if name.startsWith("insert") || name.startsWith("create") { return .create }
    if name.startsWith("update") { return .update }
    if name.startsWith("upsert") { return .upsert }
    if name.startsWith("undelete") { return .undelete }
    if name.contains(word: "delete") { return .delete }
    if name.startsWith("query") { return .query }
    return .other
  }

  /// API family of an `API_TYPE` letter (case matters).
  static func surface(ofAPIType letter: UnsafeRawBufferPointer) -> APISurface {
    guard let first = letter.first else { return .soap }
    switch first {
    case 0x4D: return .metadata
    case 0x54: return .tooling
    case 0x66, 0x6C: return .rest
    default: return .soap
    }
  }

  /// True for the `LOGIN_TYPE` letters of a person at a login page or an identity provider.
  static func isInteractiveLogin(_ letter: UnsafeRawBufferPointer) -> Bool {
    guard letter.count == 1, let first = letter.first else { return false }
    switch first {
    // A application; 8 and 5 SAML; z Lightning Login; w passwordless; j third-party sign-on;
    // 3, 9, E and k n m r l q b c h portals and communities.
    case 0x41, 0x38, 0x35, 0x7A, 0x77, 0x6A, 0x33, 0x39, 0x45, 0x6B, 0x6E, 0x6D, 0x72, 0x6C, 0x71,
      0x62, 0x63, 0x68:
      return true
    default: return false
    }
  }
}
