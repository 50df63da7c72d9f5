extension NodeAccess {
  /// Reads the `filter` section of a document.
  mutating func filter(
    _ node: YAMLNode, root: YAMLNode, metadata: RuleMetadata
  ) -> SigmaFilter? {
    let before = log.errorCount
    let logsource = logsource(root)
    guard case .map = node.content else {
      log.error("`filter` must be a map, not \(node.typeName)", node.mark)
      return nil
    }
    var rules: [MarkedText] = []
    var appliesToAll = false
    if let list = node["rules"], !list.isNull {
      rules = texts(list, "filter.rules", allowSingle: true)
      if rules.count == 1, ["any", "*"].contains(rules[0].text.lowercased()) {
        appliesToAll = true
        rules = []
      } else if rules.isEmpty, log.errorCount == before {
        log.error("`filter.rules` is empty; name rules, or write `rules: any`", list.mark)
      }
    } else {
      log.error(
        "`filter` needs `rules`: names or ids of rules, or `any` for all of this log source",
        node.mark)
    }
    let detection = detection(node, section: "filter", ignoring: ["rules"])
    guard log.errorCount == before, let logsource, let detection else { return nil }
    return SigmaFilter(
      metadata: metadata, logsource: logsource, rules: rules, appliesToAll: appliesToAll,
      detection: detection)
  }
}
