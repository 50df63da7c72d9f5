import SecurityModel

extension JSONSample {
  /// How sure a format is of `sample`, whose records it reads as rows.
  ///
  /// - Parameter judge: the confidence in one record, and why; nil when it isn't the format's.
  /// - Returns: the claim of the least sure record, when nine of ten are the format's.
  static func match<Field: JSONField>(
    _ sample: UnsafeRawBufferPointer, _ cells: JSONCells<Field>,
    _ judge: (JSONCells<Field>) -> FormatMatch?
  ) -> FormatMatch {
    // A cheap look before everything is read.
    guard let first = sample.first(where: { $0 > 0x20 && $0 < 0x80 }), first == 0x7B,
      !isOurs(sample)
    else { return .none }
    var worst: FormatMatch?
    var own = 0
    var seen = 0
    let isJSON = forEachObject(in: sample) { record in
      guard (try? cells.fill(record)) == true else { return }
      seen += 1
      guard let claim = judge(cells) else { return }
      own += 1
      if claim.confidence < worst?.confidence ?? 2 { worst = claim }
    }
    guard isJSON, let worst, own * 10 >= seen * 9 else { return .none }
    return worst
  }

  /// True for crmwatch's own records: they keep the names of the source that they come from, and
  /// would pass for its.
  static func isOurs(_ sample: UnsafeRawBufferPointer) -> Bool {
    NativeJSONLinesFormat().match(sample).confidence >= 0.9
  }
}
