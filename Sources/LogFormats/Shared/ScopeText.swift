import SecurityModel

/// Puts the OAuth scopes of one record together, separated by blanks, as one symbol.
///
/// Records that name scopes mostly name the same ones: the joined text is found among the symbols
/// without anything being allocated, and is taken apart only when somebody looks at the inventory.
final class ScopeText {
  /// Longer lists are cut behind the last scope that fits.
  static let maximumLength = 1_024

  private let buffer = ScratchBuffer(capacity: maximumLength)
  private var length = 0

  /// Adds one scope, or several with blanks or commas between them. A secret goes by its hash.
  func add(_ text: UnsafeRawBufferPointer, _ context: DecodeContext) {
    var next = 0
    while next < text.count {
      var end = next
      while end < text.count, text[end] != 0x20, text[end] != 0x2C { end += 1 }
      let scope = text.cut(next, end)
      next = end + 1
      if scope.isEmpty { continue }
      guard SecretNames.mayLookSecret(scope), SecretNames.looksSecret(scope) else {
        append(scope)
        continue
      }
      var hash = KeyedHash.text(context.secretHash(scope))
      hash.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }
  }

  private func append(_ scope: UnsafeRawBufferPointer) {
    let start = length == 0 ? 0 : length + 1
    guard start + scope.count <= Self.maximumLength else { return }
    if length > 0 { buffer.bytes[length] = 0x20 }
    UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[start..<start + scope.count])
      .copyMemory(from: scope)
    length = start + scope.count
  }

  /// The symbol of what was added since the last call.
  func take(_ context: DecodeContext) -> Symbol {
    defer { length = 0 }
    return length == 0 ? .none : context.symbols.intern(buffer.filled(length))
  }
}
