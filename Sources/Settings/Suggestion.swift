/// Finds the word somebody probably meant.
public enum Suggestion {
  /// `; did you mean …?` for the nearest of `known`, or the whole list when it is short.
  public static func phrase(for word: String, among known: [String]) -> String {
    let ranked = known.map { ($0, distance(word.lowercased(), $0.lowercased())) }
      .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }
    if let best = ranked.first, best.1 <= max(1, min(3, word.count / 2)) {
      return "; did you mean `\(best.0)`?"
    }
    return known.count <= 16 ? "; known: " + known.joined(separator: ", ") : ""
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions, transpositions.
  static func distance(_ a: String, _ b: String) -> Int {
    let x = Array(a.unicodeScalars)
    let y = Array(b.unicodeScalars)
    if x.count > 64 || y.count > 64 { return 64 }
    var rows = [Array(0...y.count)]
    for i in 0..<x.count {
      var row = [i + 1]
      for j in 0..<y.count {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (x[i] == y[j] ? 0 : 1))
        if i > 0, j > 0, x[i] == y[j - 1], x[i - 1] == y[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[x.count][y.count]
  }
}
