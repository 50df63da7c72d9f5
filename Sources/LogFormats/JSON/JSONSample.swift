/// Judges the first records of a source for a JSON format.
enum JSONSample {
  /// Most records that are looked at.
  static let maximumRecords = 40

  /// How sure a format is of `sample`, whose records are JSON objects, one behind the other.
  ///
  /// - Returns: the claim on the least sure record, when nine of ten are the format's; none when
  ///   something else than objects is there.
  static func match<Mapper: JSONMapper>(
    _ sample: UnsafeRawBufferPointer, _: Mapper.Type
  ) -> FormatMatch {
    guard isPlausible(sample), !isOurs(sample) else { return .none }
    let values = JSONValues<Mapper.Field>(Mapper.map)
    var worst: FormatMatch?
    var own = 0
    var seen = 0
    let isJSON = forEachObject(in: sample) { record in
      guard (try? values.scan(record)) == true else { return }
      seen += 1
      guard let claim = Mapper.judge(values) else { return }
      own += 1
      if claim.confidence > 0, claim.confidence < worst?.confidence ?? 2 { worst = claim }
    }
    guard isJSON, let worst, own * 10 >= seen * 9 else { return .none }
    return worst
  }

  /// Whether the bytes begin with an object: a cheap look before anything is set up.
  private static func isPlausible(_ sample: UnsafeRawBufferPointer) -> Bool {
    for byte in sample.prefix(1_024) {
      // Byte-order mark, holes and blanks may come before.
      if byte <= 0x20 || byte == 0xEF || byte == 0xBB || byte == 0xBF { continue }
      return byte == 0x7B
    }
    return false
  }

  /// Gives the complete objects of `sample`; blanks, line ends and commas may stand between them.
  /// - Returns: false when something else does; the sample may end inside an object.
  static func forEachObject(
    in sample: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    var i = 0
    var count = 0
    while count < maximumRecords {
      while i < sample.count, sample[i] <= 0x20 || sample[i] == 0x2C || sample[i] >= 0xBB {
        i += 1
      }
      guard i < sample.count else { return true }
      guard sample[i] == 0x7B else { return false }
      guard var scanner = JSONScanner(sample, at: i) else { return true }
      do throws(DecodeFailure) {
        _ = try scanner.value(depth: 0)
      } catch {
        // A cut last object is nobody's fault; a broken one before it is passed over.
        guard let next = sample.index(of: 0x0A, from: i) else { return true }
        i = next + 1
        continue
      }
      body(sample.cut(i, scanner.i))
      count += 1
      i = scanner.i
    }
    return true
  }
}
