/// Finds the word that was probably meant.
enum Spelling {
  /// `; did you mean …?` when a known word is near, else nothing.
  static func hint(_ word: String, among known: [String]) -> String {
    nearest(word, among: known).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// The known word at the least edit distance: 1 for short words, 2 from five letters on.
  static func nearest(_ word: String, among known: [String]) -> String? {
    let limit = word.count < 5 ? 1 : 2
    var best: (distance: Int, word: String)?
    for candidate in known {
      let distance = distance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }

  /// Edit distance with swaps of neighbours (optimal string alignment); cut at texts of 64 bytes.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard a.count <= 64, b.count <= 64, abs(a.count - b.count) <= 2 else { return .max }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
