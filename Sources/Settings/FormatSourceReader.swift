import LogFormats

/// Reads the names of a record's fields; those of a template must be in it.
struct FormatSourceReader {
  /// Variables of the template; nil where any name may occur.
  private let variables: [String]?

  init(_ records: FormatMapping.Records) {
    if case .lines(let template) = records {
      variables = template.variables
    } else if case .csv(_, let columns) = records, !columns.isEmpty {
      variables = columns
    } else {
      variables = nil
    }
  }

  mutating func name(_ node: NodeReader) throws(SettingsError) -> String {
    let written = try node.string()
    guard let variables else {
      guard !written.isEmpty else { throw node.fail("the name of a field is missing") }
      return written
    }
    if variables.contains(written) { return written }
    let plain = LineTemplate.plainName(written)
    guard variables.contains(plain) else {
      throw node.fail(
        "`\(written)` is not in the records" + Suggestion.phrase(for: plain, among: variables))
    }
    return plain
  }

  /// One name or a list of them.
  mutating func names(_ node: NodeReader) throws(SettingsError) -> [String] {
    var result: [String] = []
    for element in try node.elements() { result.append(try name(element)) }
    guard !result.isEmpty else { throw node.fail("the name of a field is missing") }
    return result
  }
}
