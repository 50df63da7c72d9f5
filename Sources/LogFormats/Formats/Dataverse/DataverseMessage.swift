import SecurityModel

/// What an SDK message of Dataverse does. Any message can be logged, custom ones too, so names
/// are read by their beginnings.
enum DataverseMessage {
  /// The operation of a message, or of the `Operation` of a record without one.
  static func operation(_ message: UnsafeRawBufferPointer) -> Operation {
    guard let first = message.first else { return .other }
    switch first | 0x20 {
    case 0x61: return a(message)
    case 0x62:
      if message.startsWith("bulkdelete") { return .delete }
    case 0x63:
      if message.startsWith("create") || message.startsWith("clone")
        || message.startsWith("copy")
      {
        return .create
      }
    case 0x64: return d(message)
    case 0x65: return e(message)
    case 0x67:
      if message.startsWith("grantaccess") { return .permissionChange }
      if message.startsWith("get") { return .read }
    case 0x69:
      if message.startsWith("importsolution") || message.startsWith("import") {
        return message.contains(word: "solution") ? .deploy : .upload
      }
    case 0x6D:
      if message.startsWith("modifyaccess") { return .permissionChange }
      if message.startsWith("merge") { return .update }
    case 0x70:
      if message.startsWith("publish") { return .configChange }
    case 0x72: return r(message)
    case 0x73:
      if message.startsWith("search") { return .search }
      if message.startsWith("setstate") || message.startsWith("setvalue") { return .update }
    case 0x75: return u(message)
    default: break
    }
    return .other
  }

  private static func a(_ message: UnsafeRawBufferPointer) -> Operation {
    if message.startsWith("assignuser") || message.startsWith("addprivileges")
      || message.startsWith("addmembersteam") || message.startsWith("adduserto")
      || message.startsWith("associateuserrole")
    {
      return .permissionChange
    }
    return message.startsWith("assign") || message.startsWith("associate") ? .update : .other
  }

  private static func d(_ message: UnsafeRawBufferPointer) -> Operation {
    if message.startsWith("delete") { return .delete }
    if message.startsWith("disassociate") { return .update }
    return message.startsWith("download") ? .download : .other
  }

  private static func e(_ message: UnsafeRawBufferPointer) -> Operation {
    // Tabular Data Stream: SQL from Power BI and its like.
    if message.startsWith("executefetch") || message.startsWith("executepowerbisql") {
      return .query
    }
    if message.startsWith("export") { return .export }
    return message.isWord("executemultiple") || message.isWord("executetransaction")
      ? .composite : .other
  }

  private static func r(_ message: UnsafeRawBufferPointer) -> Operation {
    if message.startsWith("retrievemultiple") || message.startsWith("rollup") { return .query }
    if message.startsWith("retrieve") { return message.endsWith("wall") ? .query : .read }
    if message.startsWith("revokeaccess") || message.startsWith("removemembersteam")
      || message.startsWith("removeprivilege") || message.startsWith("replaceprivileges")
      || message.startsWith("removeuser")
    {
      return .permissionChange
    }
    if message.startsWith("restore") { return .undelete }
    return .other
  }

  private static func u(_ message: UnsafeRawBufferPointer) -> Operation {
    if message.isWord("usersignin") || message.isWord("userloggedin")
      || message.isWord("userloginfailed")
    {
      return .login
    }
    if message.isWord("usersignout") || message.isWord("userloggedoff") { return .logout }
    if message.startsWith("upsert") { return .upsert }
    if message.startsWith("upload") { return .upload }
    if message.startsWith("update") { return .update }
    return message.startsWith("undelete") ? .undelete : .other
  }
}
