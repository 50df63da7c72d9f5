/// How many cells a character takes, by our own table and never by the locale's.
public enum CharacterWidth {
  /// Cells for one code point as a base character: 1 or 2.
  ///
  /// Marks are not asked for here: they add nothing to the base that carries them.
  /// - Parameter scalar: a code point that `SafeText` lets through.
  public static func cells(_ scalar: UInt32) -> Int {
    if scalar < 0x1100 { return 1 }
    return contains(CharacterWidthTables.wide, scalar) ? 2 : 1
  }

  /// Whether some terminals, set up for East Asia, draw the code point two cells wide.
  public static func isAmbiguous(_ scalar: UInt32) -> Bool {
    if scalar < 0xA1 { return false }
    return contains(CharacterWidthTables.ambiguous, scalar)
  }

  /// Binary search in first/last pairs.
  static func contains(_ pairs: [UInt32], _ scalar: UInt32) -> Bool {
    pairs.withUnsafeBufferPointer { table in
      var low = 0
      var high = table.count / 2 - 1
      while low <= high {
        let middle = (low + high) / 2
        if scalar < table[2 * middle] {
          high = middle - 1
        } else if scalar > table[2 * middle + 1] {
          low = middle + 1
        } else {
          return true
        }
      }
      return false
    }
  }
}
