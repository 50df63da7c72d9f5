/// Finds the format of a source, also of one that doesn't begin with a record.
///
/// Its owner shows it the bytes that nothing was made of yet, again whenever there are more of
/// them, until it names a format. What is no log is passed over piece by piece and counted, so that a
/// banner, a damaged beginning or an endless line never costs more than itself.
public struct FormatFinder {
  /// What is to be done with the bytes shown.
  public enum Step {
    /// Keep them and add more.
    case needMore
    /// Decode from their first one on; what stands before the first record fails as such.
    case found(any LogFormat)
    case pass(Passage)
  }

  /// Bytes to be passed over, from the first one shown.
  public struct Passage: Hashable, Sendable {
    public var bytes: Int
    /// Line ends among them.
    public var lines: Int
    /// Lines that begin among them and were not blank: what is lost.
    public var records: Int
    /// Why, where it has not been said before.
    public var reason: String?
  }

  /// Below this many bytes a sample with a whole line may still turn out to be something; also what
  /// is looked at of each block once much was in vain.
  private static let fewBytes = 4_096
  /// Bytes in vain after which looks are shorter.
  private static let patience = 4 << 20

  private let recordLimit: Int
  private let judge: (UnsafeRawBufferPointer) -> FormatSniffer.Verdict
  /// Inside a line whose beginning was passed over.
  private var isInLine = false
  /// Bytes passed over.
  private var passed = 0
  private var isTold = false
  /// Size of the last sample there was too little of.
  private var seen = 0

  /// - Parameters:
  ///   - recordLimit: Longest record; a first line up to this long is waited for.
  ///   - judge: The verdict on a sample.
  public init(
    recordLimit: Int, judge: @escaping (UnsafeRawBufferPointer) -> FormatSniffer.Verdict
  ) {
    self.recordLimit = max(Self.fewBytes, recordLimit)
    self.judge = judge
  }

  /// Looks at `sample`, all the bytes of a source from where it was last told to go on.
  /// - Parameter atEnd: No byte will follow.
  public mutating func step(_ sample: UnsafeRawBufferPointer, atEnd: Bool) -> Step {
    guard !sample.isEmpty else { return .needMore }
    let step = look(at: sample, atEnd: atEnd)
    if case .needMore = step {
      if sample.count >= seen + seen / 8 { seen = sample.count }
    } else {
      seen = 0
    }
    return step
  }

  private mutating func look(at sample: UnsafeRawBufferPointer, atEnd: Bool) -> Step {
    if isInLine { return .pass(restOfLine(sample)) }
    // Large samples that grow by little are not worth another look each time.
    if !atEnd, seen > FormatSniffer.sampleLength, sample.count < seen + seen / 8 {
      return .needMore
    }
    let lineEnd = sample.firstIndex(of: 0x0A)
    guard lineEnd != nil || atEnd || FormatSniffer.needsNoLine(sample) else { return .needMore }
    let verdict = judge(passed < Self.patience ? sample : Self.part(sample, 0, Self.fewBytes))
    if let format = verdict.format { return .found(format) }
    if isWaiting(verdict, sample, atEnd: atEnd) { return .needMore }
    guard
      atEnd || sample.count >= FormatSniffer.sampleLength
        || lineEnd != nil && sample.count >= Self.fewBytes
    else { return .needMore }
    if lineEnd == nil, !atEnd, sample.count <= recordLimit { return .needMore }
    if passed == 0, let lineEnd, lineEnd + 1 < sample.count {
      // A first record that is broken, or longer than what is looked at.
      let rest = Self.part(sample, lineEnd + 1, sample.count)
      let second = judge(rest)
      if let format = second.format { return .found(format) }
      if isWaiting(second, rest, atEnd: atEnd) { return .needMore }
    }
    return .pass(inVain(sample, verdict.explanation, atEnd: atEnd))
  }

  /// Whether a verdict is only due to there being too little.
  private func isWaiting(
    _ verdict: FormatSniffer.Verdict, _ sample: UnsafeRawBufferPointer, atEnd: Bool
  ) -> Bool {
    guard !atEnd, case .unknown(let reason) = verdict else { return false }
    if reason == FormatSniffer.tooLong { return sample.count <= recordLimit }
    return sample.count < FormatSniffer.sampleLength
      && (reason == FormatSniffer.blank || reason == FormatSniffer.incomplete)
  }

  // MARK: - Passing over

  private mutating func restOfLine(_ sample: UnsafeRawBufferPointer) -> Passage {
    guard let end = sample.firstIndex(of: 0x0A) else {
      passed += sample.count
      return Passage(bytes: sample.count, lines: 0, records: 0)
    }
    isInLine = false
    passed += end + 1
    return Passage(bytes: end + 1, lines: 1, records: 0)
  }

  private mutating func inVain(
    _ sample: UnsafeRawBufferPointer, _ reason: String, atEnd: Bool
  ) -> Passage {
    let block = Self.part(sample, 0, FormatSniffer.sampleLength)
    let isLast = atEnd && block.count == sample.count
    var passage = Passage(bytes: 0, lines: 0, records: 0)
    if let start = firstStart(in: block) {
      passage = Self.passage(Self.part(block, 0, start), toEnd: true)
    } else {
      passage = Self.passage(block, toEnd: isLast)
      if passage.bytes == 0 {
        // A line without an end in sight.
        passage = Self.passage(block, toEnd: true)
        isInLine = !isLast
      }
    }
    // One reason is enough for what is next to one another.
    if passage.records > 0, !isTold {
      passage.reason = reason
      isTold = true
    }
    passed += passage.bytes
    return passage
  }

  /// Where lines of a known format begin in a block that isn't one from its first line on; nil if
  /// its end isn't either.
  private func firstStart(in block: UnsafeRawBufferPointer) -> Int? {
    var starts: [Int] = []
    for (at, byte) in block.enumerated() where byte == 0x0A && at + 1 < block.count {
      starts.append(at + 1)
    }
    func isKnown(from start: Int) -> Bool {
      judge(Self.part(block, start, block.count)).format != nil
    }
    // Its end may be known by a few records or by one, and the last line may be cut.
    let tails = [
      starts.firstIndex { $0 >= block.count - Self.fewBytes }, starts.count - 2, starts.count - 1,
    ]
    guard
      var high = tails.compactMap({ $0 }).first(where: { $0 >= 0 && isKnown(from: starts[$0]) })
    else { return nil }
    var low = -1
    while high - low > 1 {
      let middle = (low + high) / 2
      if isKnown(from: starts[middle]) { high = middle } else { low = middle }
    }
    return starts[high]
  }

  /// The whole lines of `part`, or all of it.
  private static func passage(_ part: UnsafeRawBufferPointer, toEnd: Bool) -> Passage {
    var passage = Passage(bytes: 0, lines: 0, records: 0)
    var hasText = false
    for (at, byte) in part.enumerated() {
      if byte == 0x0A {
        passage.lines += 1
        passage.bytes = at + 1
        if hasText { passage.records += 1 }
        hasText = false
      } else if byte > 0x20 {
        hasText = true
      }
    }
    if toEnd {
      if hasText { passage.records += 1 }
      passage.bytes = part.count
    }
    return passage
  }

  private static func part(
    _ bytes: UnsafeRawBufferPointer, _ from: Int, _ to: Int
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[from..<min(to, bytes.count)])
  }
}
