public import SecurityModel

/// A format whose records come inside something else.
///
/// Its name says how: `hubspot-audit in json _source` is what `hubspot-audit` reads, taken from the
/// member `_source` of objects in an array or envelope. The name stands in checkpoints, and leads
/// back to the same wrapping by `LogFormatRegistry.format(named:)`.
public struct WrappedFormat: LogFormat {
  public let base: any LogFormat
  /// From the outside in; not empty.
  public let layers: [WrapperLayer]

  public init(_ base: any LogFormat, in layers: [WrapperLayer]) {
    self.base = base
    self.layers = layers
  }

  public var name: String { base.name + Self.joint + layers.map(\.name).joined(separator: " ") }
  public var title: String { base.title }
  public var summary: String { base.summary }
  public var platform: Platform { base.platform }
  public var fields: [String] { base.fields }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    let verdict = FormatSniffer.sniff(sample, among: [base])
    guard case .recognized(let found) = verdict, found.format.name == name else { return .none }
    return found.match
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    UnwrappingDecoder(base.makeDecoder(context), in: layers)
  }

  private static let joint = " in "
  /// Layers that a name may have.
  static let maximumLayers = 8

  /// The format that `name` stands for, with its wrapping if it names one.
  /// - Parameter base: gives the format of a plain name.
  public static func named(
    _ name: String, base: (String) -> (any LogFormat)?
  ) -> (any LogFormat)? {
    let plain = baseName(of: name)
    guard let format = base(plain) else { return nil }
    guard plain.utf8.count < name.utf8.count else { return format }
    let rest = name.utf8.dropFirst(plain.utf8.count + joint.utf8.count)
    var layers: [WrapperLayer] = []
    for word in String(rest)?.split(separator: " ", omittingEmptySubsequences: false) ?? [] {
      guard let layer = WrapperLayer(word), layers.count < maximumLayers else { return nil }
      layers.append(layer)
    }
    return layers.isEmpty ? nil : WrappedFormat(format, in: layers)
  }

  /// The name without its wrapping: that of the format itself.
  public static func baseName(of name: String) -> String {
    let parts = Array(name.utf8)
    let joint = Array(joint.utf8)
    var i = 0
    while i + joint.count <= parts.count {
      if parts[i..<i + joint.count].elementsEqual(joint) {
        return String(decoding: parts[..<i], as: UTF8.self)
      }
      i += 1
    }
    return name
  }
}

extension LogFormat {
  /// What stands around the records, from the outside in; empty for a format as it is.
  public var layers: [WrapperLayer] { (self as? WrappedFormat)?.layers ?? [] }
  /// The format without what stands around its records.
  public var unwrapped: any LogFormat { (self as? WrappedFormat)?.base ?? self }
}
