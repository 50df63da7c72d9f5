/// Draws ranks with Zipf's frequencies (weight 1/rank) in constant time.
///
/// Vose's alias method. Real credentials differ by orders of magnitude in how much they call; a
/// benchmark that treats them alike would flatter caches.
struct AliasTable: Sendable {
  private var threshold: [Double]
  private var alias: [Int32]

  init(zipf count: Int) {
    var weights = (0..<count).map { 1 / Double($0 + 1) }
    let total = weights.reduce(0, +)
    for i in weights.indices { weights[i] = weights[i] / total * Double(count) }
    threshold = Array(repeating: 1, count: count)
    alias = (0..<Int32(count)).map { $0 }
    var small = weights.indices.filter { weights[$0] < 1 }
    var large = weights.indices.filter { weights[$0] >= 1 }
    while let s = small.popLast(), let l = large.popLast() {
      threshold[s] = weights[s]
      alias[s] = Int32(l)
      weights[l] -= 1 - weights[s]
      if weights[l] < 1 { small.append(l) } else { large.append(l) }
    }
  }

  func draw(_ random: inout SplitMix64) -> Int {
    let i = random.below(threshold.count)
    return random.uniform() < threshold[i] ? i : Int(alias[i])
  }
}
