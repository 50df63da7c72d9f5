/// Divides rectangles.
public enum Layout {
  /// How much of the length one part asks for.
  public struct Part: Sendable, Hashable {
    /// The least length; below it, the part is left out.
    public var minimum: Int
    /// The share of what is left after all minimums; 0 for a fixed length.
    public var weight: Int

    /// Exactly `length` cells.
    public static func fixed(_ length: Int) -> Part { Part(minimum: max(0, length), weight: 0) }

    /// A share of the rest, at least `minimum` cells.
    public static func weight(_ weight: Int, minimum: Int = 0) -> Part {
      Part(minimum: max(0, minimum), weight: max(0, weight))
    }
  }

  /// Parts next to each other, from left to right.
  ///
  /// There is one rectangle for each part. Parts whose minimum does not fit are empty, the last ones
  /// first; the others tile `rect` without holes when there is any weighted one.
  public static func columns(_ rect: Rect, _ parts: [Part]) -> [Rect] {
    var x = rect.x
    return lengths(rect.width, parts).map { length in
      defer { x += length }
      return Rect(x: x, y: rect.y, width: length, height: rect.height)
    }
  }

  /// Parts above each other, from top to bottom; see `columns`.
  public static func rows(_ rect: Rect, _ parts: [Part]) -> [Rect] {
    var y = rect.y
    return lengths(rect.height, parts).map { length in
      defer { y += length }
      return Rect(x: rect.x, y: y, width: rect.width, height: length)
    }
  }

  private static func lengths(_ total: Int, _ parts: [Part]) -> [Int] {
    var kept = parts.count
    func minimums(_ count: Int) -> Int { parts[..<count].reduce(0) { $0 + $1.minimum } }
    while kept > 1, minimums(kept) > total { kept -= 1 }
    var lengths = parts.indices.map { $0 < kept ? min(parts[$0].minimum, total) : 0 }
    var rest = max(0, total - lengths.reduce(0, +))
    var weights = parts[..<kept].reduce(0) { $0 + $1.weight }
    for index in 0..<kept where parts[index].weight > 0 {
      let share = rest * parts[index].weight / weights
      lengths[index] += share
      rest -= share
      weights -= parts[index].weight
    }
    return lengths
  }
}
