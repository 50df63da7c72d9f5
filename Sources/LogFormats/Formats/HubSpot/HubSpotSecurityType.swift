import SecurityModel

/// What an event type of HubSpot's security activity means.
///
/// There are some 150, they differ between versions of the API, and the list is open: words are
/// read by their parts, and one that says nothing is still an event.
struct HubSpotSecurityType {
  var operation = Operation.other
  var surface = APISurface.config
  var outcome = Outcome.unknown

  private init(_ operation: Operation, _ surface: APISurface = .config) {
    self.operation = operation
    self.surface = surface
  }

  static func read(_ type: UnsafeRawBufferPointer) -> Self {
    if isSecret(type) { return secret(type) }
    if let data = data(type) { return data }
    if type.contains(word: "impersonate") { return .init(.loginAs) }
    if let login = login(type) { return login }
    if type.startsWith("add_user") || type.startsWith("remove_user")
      || type.startsWith("delete_user") || type.startsWith("deactivate_user")
      || type.contains(word: "_admin") || type.contains(word: "permission")
      || type.contains(word: "super_admin") || type.contains(word: "user_role")
    {
      return .init(.permissionChange)
    }
    if type.contains(word: "integration") || type.contains(word: "webhook")
      || type.contains(word: "ip_restriction") || type.contains(word: "single_sign_on")
      || type.contains(word: "two_factor") || type.contains(word: "sso")
      || type.contains(word: "settings") || type.contains(word: "domain")
    {
      return .init(.configChange)
    }
    return .init(.other)
  }

  // MARK: Secrets

  /// Types about keys and tokens: `PRIVATE_APP_ACCESS_TOKEN_VIEW`.
  private static func isSecret(_ type: UnsafeRawBufferPointer) -> Bool {
    type.startsWith("hapikey") || type.startsWith("personal_access_key")
      || type.startsWith("private_app_access_token")
      || type.startsWith("private_app_client_secret")
      || type.startsWith("public_app_client_secret") || type.startsWith("service_key")
      || type.startsWith("smtp_token") || type.startsWith("private_app_scope")
      || type.startsWith("developer_api_key")
  }

  private static func secret(_ type: UnsafeRawBufferPointer) -> Self {
    if type.contains(word: "scope") { return .init(.permissionChange, .oauth) }
    if type.contains(word: "view") { return .init(.read, .oauth) }
    if type.contains(word: "deactivate") || type.contains(word: "delete")
      || type.contains(word: "revoke") || type.contains(word: "expire")
    {
      return .init(.revoke, .oauth)
    }
    if type.contains(word: "create") || type.contains(word: "rotate")
      || type.contains(word: "write") || type.contains(word: "generate")
      || type.contains(word: "activate")
    {
      return .init(.token, .oauth)
    }
    return .init(.configChange, .oauth)
  }

  // MARK: Data

  private static func data(_ type: UnsafeRawBufferPointer) -> Self? {
    if type.isWord("export_download") { return .init(.download, .ui) }
    if type.startsWith("export") || type.endsWith("_export") || type.contains(word: "_export_")
      || type.startsWith("data_backup")
    {
      return .init(.export, .ui)
    }
    if type.isWord("import") || type.startsWith("import_") { return .init(.upload, .ui) }
    return nil
  }

  // MARK: Sign-ins

  private static func login(_ type: UnsafeRawBufferPointer) -> Self? {
    if type.contains(word: "logout") { return .init(.logout, .ui) }
    guard type.startsWith("login") || type.endsWith("_login") || type.contains(word: "_login_")
    else { return nil }
    var kind = Self(.login, .ui)
    if type.contains(word: "fail") {
      kind.outcome = .failure
    } else if type.contains(word: "success") || type.contains(word: "succeeded") {
      kind.outcome = .success
    }
    return kind
  }
}
