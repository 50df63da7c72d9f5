import SecurityModel

/// What the actions of a setup audit trail mean.
///
/// There are more than a thousand, named by no scheme: words in them tell permissions, access as
/// another user and data exports apart; everything else is a change of configuration.
enum SalesforceSetupWords {
  /// Operation of an `Action`.
  static func operation(ofAction action: UnsafeRawBufferPointer) -> Operation {
    let name = action.cut(0, 128)
    if name.startsWith("suorgadminlogin") || name.startsWith("sunetworkadminlogin")
      || name.startsWith("loginas")
    {
      return .loginAs
    }
    if name.contains(word: "permset") || name.contains(word: "permissionset")
      || name.contains(word: "profile") || name.contains(word: "groupmember")
      || name.contains(word: "queuemember") || name.contains(word: "userrole")
      || name.contains(word: "role") || name.contains(word: "sharing")
      || name.contains(word: "permission") || name.startsWith("grant")
      || name.contains(word: "delegatedadmin") || name.contains(word: "fls")
    {
      return .permissionChange
    }
    if name.contains(word: "dataexport") || name.contains(word: "exportrequest")
      || name.contains(word: "weeklyexport") || name.contains(word: "monthlyexport")
    {
      return .export
    }
    return .configChange
  }

  /// The application that a line of the section "Connected Apps" is about: the text in quotes,
  /// or nothing.
  static func application(in display: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let open = display.index(of: 0x22) else { return display.cut(0, 0) }
    guard let close = display.index(of: 0x22, from: open + 1) else { return display.cut(0, 0) }
    return display.cut(open + 1, close)
  }
}
