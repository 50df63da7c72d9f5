/// Reads rule files: YAML with one or more documents of rules, correlations and filters.
public enum RuleFileReader {
  /// What a text holds, and what is wrong with it. Documents with an error are left out.
  ///
  /// The `action` documents of old rule collections are honoured: `global` is merged into the
  /// documents that follow, `reset` ends that, `repeat` is merged over the document before.
  /// - Parameter file: the path for messages.
  public static func read(
    _ text: String, file: String = ""
  ) -> (collection: RuleCollection, issues: [RuleIssue]) {
    var reader = NodeAccess(file: file)
    var collection = RuleCollection()
    let (documents, problem) = YAMLNode.documents(text)
    var template: YAMLNode?
    var previous: YAMLNode?
    var isEmpty = true
    for document in documents where !document.isNull {
      isEmpty = false
      guard case .map = document.content else {
        reader.log.error(
          "a rule is a map with `title`, `logsource` and `detection`, not \(document.typeName)",
          document.mark)
        continue
      }
      var root = document
      if let action = document["action"], !action.isNull {
        switch reader.text(action, "action") {
        case "global":
          template = document
          previous = document
          continue
        case "reset":
          template = nil
          continue
        case "repeat":
          guard let base = previous else {
            reader.log.error("`action: repeat` without a document before it", action.mark)
            continue
          }
          root = base.merged(with: document)
        case let other?:
          reader.log.error(
            "unknown action `\(other)`; known: global, reset, repeat", action.mark)
          continue
        case nil: continue
        }
      } else if let template {
        root = template.merged(with: document)
      }
      previous = root
      readDocument(root, &reader, &collection)
    }
    if let problem { reader.log.add(problem) }
    if isEmpty, problem == nil {
      reader.log.error("the file holds no rule; remove it or write one", .none)
    }
    return (collection, reader.log.issues)
  }

  private static func readDocument(
    _ root: YAMLNode, _ reader: inout NodeAccess, _ collection: inout RuleCollection
  ) {
    let before = reader.log.errorCount
    let metadata = reader.metadata(root, reader.entries(root, "rule"))
    let ext: RuleExtension?
    if let block = root["crmwatch"], !block.isNull {
      ext = reader.ext(block)
    } else {
      ext = nil
    }
    if let node = root["correlation"] {
      let correlation = reader.correlation(node, root: root, metadata: metadata, ext: ext)
      if root["detection"] != nil {
        reader.log.error(
          "`detection` and `correlation` in one document; split them with `---`", root.mark)
      }
      if reader.log.errorCount == before, let correlation {
        collection.correlations.append(correlation)
      }
      return
    }
    if let node = root["filter"] {
      let filter = reader.filter(node, root: root, metadata: metadata)
      if reader.log.errorCount == before, let filter { collection.filters.append(filter) }
      return
    }
    let logsource = reader.logsource(root)
    guard let node = root["detection"] else {
      let hint = Spelling.nearest(
        "detection", among: metadata.customAttributes.filter { $0.count > 6 })
      reader.log.error(
        hint.map { "`detection` is missing; rename `\($0)`" }
          ?? "`detection` is missing; add searches and a condition", root.mark)
      return
    }
    let detection = reader.detection(node, section: "detection")
    guard reader.log.errorCount == before, let logsource, let detection else { return }
    collection.rules.append(
      SigmaRule(metadata: metadata, logsource: logsource, detection: detection, ext: ext))
  }
}

extension YAMLNode {
  /// This map with the entries of another laid over it; maps in both are merged the same way.
  func merged(with other: YAMLNode) -> YAMLNode {
    guard case .map(let base) = content, case .map(let over) = other.content else { return other }
    var entries = base.filter { $0.key.text != "action" }
    for entry in over where entry.key.text != "action" {
      if let place = entries.firstIndex(where: { $0.key.text == entry.key.text }) {
        entries[place] = Entry(
          key: entry.key, value: entries[place].value.merged(with: entry.value))
      } else {
        entries.append(entry)
      }
    }
    return YAMLNode(content: .map(entries), mark: other.mark)
  }
}
