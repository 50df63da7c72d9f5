/// The formats of one run: those a user mapped, then the built-in ones.
public struct FormatCatalog: Sendable {
  /// In the order in which lists show them.
  public let all: [any LogFormat]
  /// How many of them, from the start, the user mapped.
  public let mappedCount: Int

  /// The built-in formats, with mapped ones before them.
  /// - Precondition: no mapping has the name of another format; readers of mappings see to that.
  public init(_ mappings: [FormatMapping] = []) {
    all = mappings.map { MappedFormat($0) } + LogFormatRegistry.all
    mappedCount = mappings.count
  }

  /// The built-in formats alone.
  public static let builtIn = FormatCatalog()

  /// The format of that name, with its wrapping if the name has one (`access-log in syslog`).
  public func format(named name: String) -> (any LogFormat)? {
    WrappedFormat.named(name) { plain in all.first { $0.name == plain } }
  }
}
