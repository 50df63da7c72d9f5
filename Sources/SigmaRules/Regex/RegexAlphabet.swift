/// Characters grouped into classes that no set of a pattern tells apart.
///
/// Two classes stand for more than characters: a line feed that ends the text, and the end itself.
struct RegexAlphabet: Sendable {
  /// What an assertion needs to know about the character on one side of a place.
  enum Kind: UInt8, Sendable { case edge, word, newline, finalNewline, other }

  private(set) var ascii: [UInt16] = []
  /// First scalars of the runs from 0x80 on, ascending, and the class of each.
  private var starts: [UInt32] = []
  private var classes: [UInt16] = []
  /// Number of classes, the final line feed and the end included.
  private(set) var count = 0
  private(set) var kinds: [Kind] = []
  /// Whether class `c` is in set `s`, at `s * count + c`.
  private(set) var membership: [Bool] = []

  var finalNewline: UInt16 { UInt16(count - 2) }
  var end: UInt16 { UInt16(count - 1) }

  init(_ sets: [ScalarSet]) throws(RegexError) {
    // The last two tell apart what assertions ask for.
    let all = sets + [.word, .newline]
    var bounds: [UInt32] = [0, 0x80, ScalarSet.invalid + 1]
    for set in all {
      for span in set.spans {
        bounds.append(span.low)
        bounds.append(span.high + 1)
      }
    }
    bounds.sort()
    var numbers: [[UInt64]: UInt16] = [:]
    var signatures: [[UInt64]] = []
    var previous: UInt32?
    for bound in bounds where bound != previous && bound <= ScalarSet.invalid {
      previous = bound
      var signature = [UInt64](repeating: 0, count: (all.count + 63) / 64)
      for (n, set) in all.enumerated() where set.contains(bound) {
        signature[n / 64] |= 1 << UInt64(n % 64)
      }
      let number: UInt16
      if let known = numbers[signature] {
        number = known
      } else {
        guard let new = UInt16(exactly: signatures.count), new < 4_000 else {
          throw RegexError("the pattern has too many different classes; simplify it", at: 0)
        }
        number = new
        numbers[signature] = new
        signatures.append(signature)
      }
      starts.append(bound)
      classes.append(number)
    }
    count = signatures.count + 2
    fill(signatures, sets: sets.count)
  }

  private mutating func fill(_ signatures: [[UInt64]], sets: Int) {
    ascii = (0..<128).map { look(UInt32($0)) }
    let newline = Int(ascii[10])
    func has(_ n: Int, _ set: Int) -> Bool { signatures[n][set / 64] >> UInt64(set % 64) & 1 == 1 }
    for n in signatures.indices {
      kinds.append(has(n, sets) ? .word : has(n, sets + 1) ? .newline : .other)
    }
    kinds += [.finalNewline, .edge]
    membership = [Bool](repeating: false, count: sets * count)
    for set in 0..<sets {
      for n in signatures.indices { membership[set * count + n] = has(n, set) }
      membership[set * count + count - 2] = has(newline, set)
    }
  }

  /// The class of a scalar by binary search.
  func look(_ scalar: UInt32) -> UInt16 {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    return classes[low]
  }
}
